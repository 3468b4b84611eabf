// "/" goes to the search field, save where somebody types; help on keys shows only where they work.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const field = document.getElementById("search-for");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

for (const help of document.querySelectorAll(".keys")) help.removeAttribute("hidden");
