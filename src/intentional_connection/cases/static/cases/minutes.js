/* What is typed while people meet is sent a few seconds after the last key, and again until it arrives.
   Nothing is kept on the device. Without this script the page's own button saves. */
(() => {
  "use strict";
  const QUIET = 5000, AGAIN = 15000, AWAKE = 300000;
  const form = document.getElementById("minutes");
  const status = form.querySelector("[data-status]");
  let timer = 0, sending = false, waiting = false, leaving = false;

  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || form.csrfmiddlewaretoken.value;
  const say = (text) => { status.textContent = text; };
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(send, pause); };
  const hour = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  async function send() {
    if (leaving) return;
    if (sending) { waiting = true; return; }
    sending = true; waiting = false;
    let pause = AWAKE;
    form.csrfmiddlewaretoken.value = token(); // another tab may have signed in again
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", redirect: "follow",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "script" },
      });
      if (answer.status === 204) say(`${form.dataset.saved} ${hour()}`);
      else if (answer.redirected || answer.status === 403) { say(form.dataset.out); pause = AGAIN; }
      else if (answer.status < 500) say(form.dataset.refused);
      else { say(form.dataset.lost); pause = AGAIN; }
    } catch { say(form.dataset.lost); pause = AGAIN; }
    sending = false;
    later(waiting ? QUIET : pause);
  }

  form.addEventListener("input", () => { waiting = true; if (!sending) later(QUIET); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); form.csrfmiddlewaretoken.value = token(); });
  window.addEventListener("online", () => { if (status.textContent) later(0); });
  window.addEventListener("pageshow", () => { leaving = false; later(AWAKE); });
})();
