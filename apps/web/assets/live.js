"use strict";
// Says politely when something new concerns whoever is signed in. Pages work without it.
(function () {
  var place = document.getElementById("live");
  if (!place || !window.EventSource) return;
  var source = null;
  function show(event) {
    var news;
    try { news = JSON.parse(event.data); } catch (error) { return; }
    var link = document.createElement("a");
    link.href = news.link;
    link.textContent = news.text;
    var close = document.createElement("button");
    close.type = "button";
    close.className = "quiet";
    close.textContent = place.dataset.close;
    close.addEventListener("click", function () { line.remove(); });
    var line = document.createElement("p");
    line.append(place.dataset.new + " ", link, " ", close);
    while (place.children.length > 2) place.firstElementChild.remove();
    place.append(line);
  }
  // one connection for the page in sight: browsers allow few
  function turn() {
    if (document.visibilityState === "hidden") {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/live");
      source.addEventListener("news", show);
    }
  }
  document.addEventListener("visibilitychange", turn);
  turn();
})();
