// Keys of the reader: j and k go from provision to provision on the page, [ and ] to the pages
// before and after this one, Escape leaves a defined term and with it its meaning.
const steps = { j: 1, k: -1 };
const neighbours = { "[": "prev", "]": "next" };

function goTo(step) {
  const cites = [...document.querySelectorAll(".provision .cite")];
  const here = document.activeElement.closest(".provision");
  const place = cites.findIndex((cite) => here?.contains(cite));
  cites[place < 0 && step < 0 ? cites.length - 1 : place + step]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key in steps) goTo(steps[event.key]);
  if (event.key in neighbours) {
    document.querySelector(`.neighbours [rel="${neighbours[event.key]}"]`)?.click();
  }
  if (event.key === "Escape") document.activeElement.closest(".term")?.blur();
});

// Contents that scroll by themselves open at the article that is read; the page stays where it is.
const toc = document.querySelector(".toc");
const read = toc?.querySelector("[aria-current]");
if (read) toc.scrollTop = read.offsetTop - toc.clientHeight / 2;
