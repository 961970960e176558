// Keeps the live page up to date. Without it the page is complete and "reload" renews it.
"use strict";

(() => {
  const state = document.getElementById("state");
  const stateText = document.getElementById("state-text");
  const said = document.getElementById("said");
  const wholes = ["help", "doubts"].map((id) => document.getElementById(id));
  const lists = ["tickets", "opinions", "devices"].map((id) => document.getElementById(id));

  const parse = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return [...template.content.children];
  };

  // Rows come newest first: a known one is renewed where it stands, a new one goes on top.
  const put = (list, html) => {
    for (const row of parse(html).reverse()) {
      const known = document.getElementById(row.id);
      if (known) {
        known.replaceWith(row);
      } else {
        row.classList.add("fresh");
        list.prepend(row);
      }
    }
    while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
    if (list.children.length) document.querySelector(`[data-until="${list.id}"]`)?.remove();
  };

  // These come whole each time: calls for help grow old, doubts are settled.
  const renew = (whole, html) => {
    const known = new Set([...whole.children].map((row) => row.id));
    whole.replaceChildren(...parse(html));
    for (const row of whole.children) row.classList.toggle("fresh", !known.has(row.id));
  };

  const source = new EventSource(document.body.dataset.stream);
  source.onopen = () => {
    state.classList.add("is-live");
    state.classList.remove("is-lost");
    stateText.textContent = state.dataset.live;
  };
  source.onerror = () => {
    state.classList.remove("is-live");
    state.classList.add("is-lost");
    stateText.textContent = state.dataset.lost;
    // The server answered and refused: the session has ended, or too many pages are open.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 15000);
  };
  source.onmessage = (message) => {
    const news = JSON.parse(message.data);
    for (const whole of wholes) renew(whole, news[whole.id]);
    for (const list of lists) put(list, news[list.id]);
    for (const id of ["tally", "upstream"]) document.getElementById(id).replaceChildren(...parse(news[id]));
    if (news.said) said.textContent = news.said;
  };
})();
