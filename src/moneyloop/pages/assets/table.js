// The table of deals: sorts by any column, follows the filters, opens a deal.
(() => {
  const ml = window.moneyloop;
  const body = ml.byId("deal-rows");
  const heads = [...document.querySelectorAll("#deal-table th button")];
  const rows = [...body.rows];

  function compare(column, numeric, direction) {
    const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
    return (a, b) => {
      const [x, y] = [value(a), value(b)];
      // What is unknown stays at the end, whichever way the rest is sorted.
      if (x === "" || y === "") return Number(x === "") - Number(y === "");
      return direction * (numeric ? Number(x) - Number(y) : x.localeCompare(y, "en"));
    };
  }

  function sort(head) {
    const cell = head.closest("th");
    const numeric = cell.dataset.type === "number";
    const before = cell.getAttribute("aria-sort");
    const ascending = before ? before === "descending" : !numeric;
    for (const other of heads) other.closest("th").removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    body.append(...[...rows].sort(compare(cell.cellIndex, numeric, ascending ? 1 : -1)));
  }

  for (const head of heads) head.addEventListener("click", () => sort(head));
  body.addEventListener("click", (event) => {
    const open = event.target.closest("button[data-deal]");
    if (open) openDeal(open.dataset.deal);
  });
  for (const open of document.querySelectorAll(".boxes button[data-deal]")) {
    open.addEventListener("click", () => openDeal(open.dataset.deal));
  }

  function openDeal(id) {
    ml.select("deal", id);
    ml.byId("network").scrollIntoView({ behavior: ml.calm() ? "auto" : "smooth" });
  }

  ml.listen((what) => {
    if (what === "theme") return;
    const lit = ml.lit();
    for (const row of rows) {
      const id = row.dataset.id;
      row.classList.toggle("not-drawn", !ml.shown().has(id));
      row.classList.toggle("lit", lit?.has(id) ?? false);
    }
  });
})();
