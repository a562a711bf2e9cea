// Tones by Web Audio. A browser is silent until somebody has touched the page; that is shown, not hidden.
const patterns = {
  inform: [[660, 0, 0.18]],
  slow_down: [[660, 0, 0.16], [880, 0.2, 0.16], [660, 0.5, 0.16], [880, 0.7, 0.16]],
  change_lane: [[880, 0, 0.14], [660, 0.18, 0.14], [880, 0.36, 0.14]],
  stop: [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [1175, n * 0.16, 0.1]),
  lost: [[330, 0, 0.3], [247, 0.35, 0.45]],
};

export class Sound {
  #audio = null;
  wanted = localStorage.getItem("sound") !== "off";
  onchange = () => {};

  get state() {
    return !this.wanted ? "off" : this.#audio?.state === "running" ? "on" : "locked";
  }

  // Called from a gesture, and once at start in case the browser allows it without one.
  unlock() {
    this.#audio ??= new AudioContext();
    this.#audio.onstatechange = () => this.onchange();
    this.#audio.resume().then(() => this.onchange(), () => {});
  }

  toggle() {
    if (this.state === "locked") {
      this.unlock();
    } else {
      this.wanted = !this.wanted;
      localStorage.setItem("sound", this.wanted ? "on" : "off");
      if (this.wanted) this.unlock();
    }
    this.onchange();
  }

  // True when it could be heard.
  play(name) {
    if (this.state !== "on") return false;
    const start = this.#audio.currentTime + 0.02;
    for (const [hertz, at, seconds] of patterns[name]) {
      const tone = this.#audio.createOscillator();
      const level = this.#audio.createGain();
      tone.type = name === "stop" ? "square" : "triangle";
      tone.frequency.value = hertz;
      level.gain.setValueAtTime(0, start + at);
      level.gain.linearRampToValueAtTime(0.5, start + at + 0.015);
      level.gain.setValueAtTime(0.5, start + at + seconds - 0.03);
      level.gain.linearRampToValueAtTime(0, start + at + seconds);
      tone.connect(level).connect(this.#audio.destination);
      tone.start(start + at);
      tone.stop(start + at + seconds);
    }
    return true;
  }
}
