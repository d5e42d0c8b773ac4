(() => {
  "use strict";
  const find = document.getElementById("find");
  if (!find) return;
  const [words, tag, source] = find.querySelectorAll("input, select");
  const count = document.getElementById("count");
  const groups = [...document.querySelectorAll(".group")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stories = [...document.querySelectorAll(".story")].map((element) => ({
    element,
    text: plain(element.textContent),
    tags: JSON.parse(element.dataset.tags),
    sources: JSON.parse(element.dataset.sources),
  }));
  const show = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const story of stories) {
      const fits =
        wanted.every((word) => story.text.includes(word)) &&
        (!tag.value || story.tags.includes(tag.value)) &&
        (!source.value || story.sources.includes(source.value));
      story.element.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = !group.querySelector(".story:not([hidden])");
    count.textContent = shown === stories.length ? "" : `${shown} of ${stories.length} stories`;
  };
  find.hidden = false;
  find.addEventListener("input", show);
  show();
})();
