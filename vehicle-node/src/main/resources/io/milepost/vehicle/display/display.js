// The driver's page: shows the newest picture, sounds when something new or worse is asked for,
// and says in large letters when it is no longer fed.
import { words } from "./words.js";
import { icon } from "./icons.js";
import { Sound } from "./sound.js";

const STALE_MS = 2500;
const ranks = ["none", "inform", "slow_down", "change_lane", "stop"];
const at = (id) => document.getElementById(id);
const night = matchMedia("(prefers-color-scheme: dark)");
const sound = new Sound();

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
let theme = localStorage.getItem("theme") ?? "auto";
let picture = null;
let heardAt = performance.now();
let told = { rank: 0, event: null, lost: false };

function text(id, value) {
  if (at(id).textContent !== value) at(id).textContent = value;
}

const ruler = document.createElement("canvas").getContext("2d");

// For words that fill their line: how wide they are at one em.
function wide(id, value) {
  text(id, value);
  const style = getComputedStyle(at(id));
  ruler.font = `${style.fontWeight} 100px ${style.fontFamily}`;
  at(id).style.setProperty("--ems", Math.max(2, ruler.measureText(value).width / 98).toFixed(2));
}

function html(id, value) {
  if (at(id).dataset.drawn !== value) {
    at(id).dataset.drawn = value;
    at(id).innerHTML = value;
  }
}

function meters(m) {
  if (m >= 1000) return `${(m / 1000).toFixed(1)} km`;
  return `${m >= 100 ? Math.round(m / 10) * 10 : Math.round(m / 5) * 5} m`;
}

function distance(alert) {
  const word = words[language];
  const note = alert.distance_from === "reported" ? word.reported : alert.distance_from === "held" ? word.held : "";
  return note ? [meters(alert.distance_m), note] : [meters(alert.distance_m)];
}

function tools() {
  const word = words[language];
  document.documentElement.lang = language;
  document.body.dataset.theme = theme === "auto" ? (night.matches ? "night" : "day") : theme;
  text("language", word.other);
  text("theme", word.theme[theme]);
  text("sound", word.sound[sound.state]);
  at("sound").className = sound.state;
}

function draw() {
  tools();
  if (!picture) return;
  const word = words[language];
  const main = picture.main ?? null;
  // Without reception "no warning" would claim more than is known.
  const blind = !main && picture.warnings.some((each) => each.code === "no_reception");
  document.body.dataset.action = blind ? "blind" : picture.action;
  wide("word", blind ? word.blind : word.action[picture.action] ?? picture.action);
  html("icon", icon(main ? main.type : blind ? "blind" : null));
  const [far, note] = main ? distance(main) : ["", ""];
  at("distance").replaceChildren(far ?? "");
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    at("distance").append(small);
  }
  const lane = main && main.lane > 0 ? `, ${word.lane(main.lane)}` : "";
  wide("type", main ? (word.type[main.type] ?? main.type) + lane : "");
  const why = main?.no_action ? word.shownOnly + (word.noAction[main.no_action] ?? main.no_action) : "";
  // Control characters and marks that turn text around have no business here.
  text("text", (why || (main?.text ?? "")).replace(/\p{C}+/gu, " "));
  text("speed", picture.speed_mps === undefined ? "" : `${Math.round(picture.speed_mps * 3.6)} km/h`);
  at("others").replaceChildren(...others(word));
  at("warnings").replaceChildren(...picture.warnings.map((each) => {
    const row = document.createElement("div");
    row.dataset.code = each.code;
    row.textContent = word.warning[each.code](each);
    return row;
  }));
}

function others(word) {
  const rows = picture.others.map((each) => {
    const row = document.createElement("div");
    row.innerHTML = icon(each.type);
    row.append(`${word.type[each.type] ?? each.type} ${meters(each.distance_m)}`);
    return row;
  });
  if (picture.more > 0) {
    const row = document.createElement("div");
    row.textContent = word.more(picture.more);
    rows.push(row);
  }
  return rows;
}

function tone() {
  const rank = Math.max(0, ranks.indexOf(picture.action));
  const event = picture.main?.event ?? null;
  const lost = picture.warnings.some((each) => each.code === "rsu_lost");
  const worse = rank > told.rank || (rank > 1 && rank === told.rank && event !== told.event);
  const name = worse ? picture.action : lost && !told.lost ? "lost" : null;
  const heard = name !== null && sound.play(name);
  // Not allowed yet: it is due as soon as somebody touches the page.
  if (name !== null && !heard && sound.state === "locked") return;
  told = { rank, event, lost };
  if (heard) {
    document.body.dataset.sounded = `${document.body.dataset.sounded ?? ""} ${name}`.trim().split(" ").slice(-20).join(" ");
  }
}

function watch() {
  const silent = performance.now() - heardAt;
  const stale = silent > STALE_MS;
  at("stale").hidden = !stale;
  if (stale) {
    text("stale-word", words[language].stale);
    text("stale-detail", words[language].staleDetail(Math.round(silent / 1000)));
  }
}

function listen() {
  const stream = new EventSource("/events");
  stream.onmessage = (message) => {
    picture = JSON.parse(message.data);
    heardAt = performance.now();
    draw();
    tone();
    watch();
  };
  // The browser tries again by itself unless it was refused.
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

at("language").onclick = () => {
  language = language === "en" ? "ko" : "en";
  localStorage.setItem("language", language);
  draw();
};
at("theme").onclick = () => {
  theme = { auto: "day", day: "night", night: "auto" }[theme];
  localStorage.setItem("theme", theme);
  draw();
};
at("sound").onclick = () => sound.toggle();
sound.onchange = tools;
night.onchange = tools;
document.addEventListener("pointerdown", (event) => {
  if (sound.state === "locked" && event.target.id !== "sound") sound.unlock();
});
sound.unlock();
setInterval(watch, 250);
tools();
listen();
