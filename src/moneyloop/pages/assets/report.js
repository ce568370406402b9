// The report: periods to switch, all deals to open, the answer to copy. All else stands in the page.
(() => {
  const ml = window.moneyloop;

  function say(text) {
    ml.byId("said").textContent = text;
  }

  for (const button of document.querySelectorAll("[data-period]")) {
    button.addEventListener("click", () => {
      for (const other of document.querySelectorAll("[data-period]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      for (const part of document.querySelectorAll(".period")) {
        part.hidden = part.dataset.of !== button.dataset.period;
      }
    });
  }

  ml.byId("all-deals")?.addEventListener("click", ({ currentTarget }) => {
    const rows = ml.byId("every-deal").content.querySelectorAll("tr");
    ml.byId("behind").replaceChildren(...[...rows].map((row) => row.cloneNode(true)));
    currentTarget.hidden = true;
    say(`${rows.length} rows are in the table`);
  });

  ml.byId("copy-answer")?.addEventListener("click", async () => {
    await navigator.clipboard.writeText(ml.byId("answer-words").textContent);
    say("Copied");
  });
})();
