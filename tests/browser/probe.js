// What is wrong with the layout of a report as it stands in this window: one sentence per fault.
() => {
  const faults = [];
  const name = e => (e.textContent || '').trim().slice(0, 60);
  const box = e => e.getBoundingClientRect();
  const seen = e => { const b = box(e); return b.width > 0 && b.height > 0; };
  const inside = (a, b) => a.left >= b.left - .6 && a.right <= b.right + .6
    && a.top >= b.top - .6 && a.bottom <= b.bottom + .6;
  const meet = (a, b, slack) => a.left + slack < b.right && b.left + slack < a.right
    && a.top + slack < b.bottom && b.top + slack < a.bottom;

  const wide = document.documentElement.scrollWidth;
  if (wide > document.documentElement.clientWidth) faults.push(`the page is ${wide} px wide`);

  for (const e of document.querySelectorAll('h1,h2,h3,p,td,th,li,code,figcaption,caption,summary')) {
    const head = e.closest('thead');
    if (!seen(e) || (head && getComputedStyle(head).position === 'absolute')) continue;
    if (box(e).right > innerWidth + .6) faults.push('beyond the edge: ' + name(e));
    if (getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
      faults.push('cut: ' + name(e));
  }
  for (const e of document.querySelectorAll('pre'))
    if (seen(e) && e.scrollWidth > e.clientWidth + 1) faults.push('cut: ' + name(e));

  const chips = [...document.querySelectorAll('svg g.chip')].filter(seen);
  const rect = g => box(g.querySelector('.fill'));
  for (const g of chips) for (const t of g.querySelectorAll('text'))
    if (!inside(box(t), rect(g))) faults.push('text leaves its chip: ' + name(t));
  chips.forEach((a, i) => chips.slice(i + 1).forEach(b => {
    if (meet(rect(a), rect(b), 0)) faults.push(`chips overlap: ${name(a)} / ${name(b)}`);
  }));
  for (const svg of [...document.querySelectorAll('svg')].filter(seen)) {
    const texts = [...svg.querySelectorAll('text')].filter(seen);
    texts.forEach((a, i) => {
      if (!inside(box(a), box(svg))) faults.push('text leaves its figure: ' + name(a));
      texts.slice(i + 1).forEach(b => {
        if (meet(box(a), box(b), 1.5)) faults.push(`texts overlap: ${name(a)} / ${name(b)}`);
      });
    });
  }
  return { chips: chips.length, faults, scripts: document.scripts.length };
}
