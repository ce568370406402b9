// A menu under its button: arrow keys, Home, End, Escape, and Tab to go on; on a phone a sheet from below.
(() => {
  const ml = window.moneyloop;
  const SPACE = 8; // px between the menu and the edge of the window
  const LATE = 700; // ms until a finger's click follows its touch, at most
  let open = null; // {menu, button}
  const isSheet = () => getComputedStyle(open.menu).getPropertyValue("--sheet").trim() === "yes";

  function entry({ label, kind, act }) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    const hint = document.createElement("span");
    hint.textContent = kind;
    item.append(label, " ", hint);
    item.addEventListener("click", () => {
      close(true);
      act();
    });
    return item;
  }

  /** Under its button, or over it where there is more room; the style sheet makes it a sheet on a phone. */
  function settle({ menu, button }) {
    if (isSheet()) return;
    const at = button.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = menu;
    const under = at.bottom + 4 + high <= innerHeight || at.top < high + 4;
    const top = under ? at.bottom + 4 : at.top - 4 - high;
    menu.style.left = `${Math.max(SPACE, Math.min(at.right - wide, innerWidth - wide - SPACE))}px`;
    menu.style.top = `${Math.max(SPACE, Math.min(top, innerHeight - high - SPACE))}px`;
  }

  /** Open the menu of a button with entries {label, kind, act}; the one at `at` has the focus. */
  function show(button, name, entries, at = 0) {
    close();
    const menu = document.createElement("div");
    menu.className = "take-menu";
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", name);
    menu.append(...entries.map(entry));
    menu.addEventListener("keydown", move);
    // Over everything, also over a dialog that the button is in.
    menu.popover = "manual";
    button.after(menu);
    menu.showPopover?.();
    button.setAttribute("aria-expanded", "true");
    open = { menu, button };
    settle(open);
    [...menu.children].at(at).focus({ preventScroll: true });
  }

  function close(isBack = false) {
    if (!open) return;
    const { menu, button } = open;
    const hadFocus = menu.contains(document.activeElement);
    open = null;
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (isBack || hadFocus) button.focus({ preventScroll: true });
  }

  function move(event) {
    // The keys are the menu's, not those of the page.
    event.stopPropagation();
    const items = [...open.menu.children];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) items.at(next % items.length).focus();
    if (event.key === "Escape" || event.key === "Tab") close(true);
    // Tab goes on from the button.
    if (next !== undefined || event.key === "Escape") event.preventDefault();
  }

  document.addEventListener("pointerdown", ({ target }) => {
    if (!open || open.menu.contains(target) || open.button.contains(target)) return;
    // A finger beside the sheet closes it and touches nothing below.
    if (isSheet()) {
      const swallow = (event) => {
        event.preventDefault();
        event.stopPropagation();
      };
      document.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener("click", swallow, true), LATE);
    }
    close();
  }, true);
  window.addEventListener("resize", () => close());
  document.addEventListener("scroll", ({ target }) => {
    if (open && !isSheet() && !open.menu.contains(target)) close();
  }, { capture: true, passive: true });

  ml.menu = { show, close, isOf: (button) => open?.button === button };
})();
