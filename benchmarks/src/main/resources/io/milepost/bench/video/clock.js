// Reads the clock that the simulated camera draws into its pictures (ClockStrip), off the screen.
// Each sample is how old a picture is, in milliseconds, when the frame after it begins: it is on the glass then.
(() => {
  const CELLS = 48, BITS = 42, WIDTH = CELLS * 10;
  const ages = [];
  const small = document.createElement('canvas');
  small.width = WIDTH;
  small.height = 10;
  const g = small.getContext('2d', { willReadFrequently: true });
  let last = 0, unreadable = 0;

  function clock(source, width, height) {
    g.drawImage(source, 0, 0, width, height / 20, 0, 0, WIDTH, 10);
    const row = g.getImageData(0, 5, WIDTH, 1).data;
    let bits = '';
    for (let i = 0; i < CELLS; i++) bits += row[(i * 10 + 5) * 4] > 127 ? '1' : '0';
    const digits = bits.slice(2, 2 + BITS);
    let check = 0, rest = parseInt(digits, 2);
    const millis = rest;
    for (; rest > 0; rest = Math.floor(rest / 16)) check ^= rest % 16;
    return bits.startsWith('10') && check === parseInt(bits.slice(2 + BITS), 2) ? millis : 0;
  }

  function look(source, width, height) {
    if (!width || !height) return;
    const drawn = clock(source, width, height);
    if (!drawn) unreadable++;
    else if (drawn !== last) {
      last = drawn;
      requestAnimationFrame(() => ages.push(Date.now() - drawn));
    }
  }

  let watched = null;
  function frame() {
    const tile = document.querySelector('mp-tile');
    const video = tile?.querySelector('video');
    if (tile?.transport === 'mp4' && video) {
      if (watched !== video) {
        watched = video;
        const each = () => {
          look(video, video.videoWidth, video.videoHeight);
          video.requestVideoFrameCallback(each);
        };
        video.requestVideoFrameCallback(each);
      }
    } else if (tile?.transport === 'jpeg') {
      const canvas = tile.querySelector('canvas');
      look(canvas, canvas.width, canvas.height);
    }
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
  globalThis.milepostAges = () => ({ ages: ages.splice(0), unreadable, transport: document.querySelector('mp-tile')?.transport });
})();
