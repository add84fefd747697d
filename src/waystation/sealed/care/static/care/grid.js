// The arrow keys lead from bed to bed and night to night; without this script the tab key does.
document.querySelectorAll("table.beds").forEach((table) => {
  const place = (link) => {
    const cell = link.closest("td");
    let column = 0;
    for (let before = cell.previousElementSibling; before; before = before.previousElementSibling) {
      column += before.colSpan;
    }
    return { row: cell.parentElement, from: column, to: column + cell.colSpan };
  };
  const links = () => [...table.querySelectorAll("td a")];
  const nearest = (found, from) =>
    found.reduce((best, link) => {
      const { from: start, to } = place(link);
      const distance = start <= from && from < to ? -1 : Math.abs(start - from);
      return !best || distance < best.distance ? { link, distance } : best;
    }, null);
  const beside = (link, step) => {
    const all = links();
    return all[all.indexOf(link) + step];
  };
  const across = (link, step) => {
    const { row, from } = place(link);
    const rows = [...table.rows];
    for (let at = rows.indexOf(row) + step; rows[at]; at += step) {
      const found = [...rows[at].querySelectorAll("td a")];
      if (found.length) return nearest(found, from).link;
    }
    return undefined;
  };
  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("td a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    const forward = document.documentElement.dir === "rtl" ? -1 : 1;
    const steps = {
      ArrowRight: () => beside(link, forward),
      ArrowLeft: () => beside(link, -forward),
      ArrowDown: () => across(link, 1),
      ArrowUp: () => across(link, -1),
    };
    const next = steps[event.key]?.();
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
});
