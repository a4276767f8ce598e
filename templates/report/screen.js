"use strict";

// Shows the filter and does what it asks: findings that do not fit are hidden, and so are the parts without any.
// A finding or part that a link leads to is shown whatever the filter says. Nothing is stored or sent.
(() => {
  const report = document.getElementById("report");
  const form = document.getElementById("filter");
  const words = document.getElementById("words");
  const part = document.getElementById("part");
  const found = document.getElementById("found");
  const dark = document.getElementById("dark");
  const outcomes = [...form.querySelectorAll("input[name=outcome]")];
  const entries = [...report.querySelectorAll("[data-outcome]")].map((element) => ({
    element,
    outcome: element.dataset.outcome,
    part: element.closest("[data-part]").dataset.part,
    text: folded(element.textContent),
  }));
  const isHeading = "h1, h2, h3, :has(> h2)";
  let target = null;

  function folded(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  }

  // What the filter asks for; null where it asks for nothing.
  function wish() {
    const chosen = new Set(outcomes.filter((box) => box.checked).map((box) => box.value));
    const sought = folded(words.value).split(" ").filter(Boolean);
    if (!chosen.size && !part.value && !sought.length) return null;
    return (entry) =>
      (!chosen.size || chosen.has(entry.outcome)) &&
      (!part.value || part.value === entry.part) &&
      sought.every((word) => entry.text.includes(word));
  }

  function apply() {
    const fits = wish();
    let count = 0;
    for (const entry of entries) {
      const fit = !fits || fits(entry);
      count += fit;
      entry.element.hidden = !fit && !entry.element.contains(target);
    }
    for (const section of report.children) arrange(section, Boolean(fits));
    document.documentElement.classList.toggle("filtered", Boolean(fits));
    found.textContent = said(count, Boolean(fits));
  }

  function said(count, filtered) {
    if (!filtered) return `${entries.length} findings, advisories and tensions`;
    const linked = entries.some((entry) => !entry.element.hidden && entry.element.contains(target));
    const text = `${count} of ${entries.length} shown`;
    return count || linked ? text : `${text}. Nothing fits the filter.`;
  }

  // While a filter is on, of a part with findings only these and their headings are shown, of the opening its title.
  // A part without findings is shown whole, if a link leads there.
  function arrange(section, filtered) {
    const title = section.querySelector("h1");
    const inPieces = title || section.querySelector("[data-outcome]");
    section.hidden = filtered && !title && !holdsShown(section);
    for (const child of [...section.children].reverse()) {
      if ("outcome" in child.dataset) continue;
      child.hidden = filtered && Boolean(inPieces) && !holdsShown(child) && !leads(child);
    }
  }

  function holdsShown(element) {
    return element.contains(target) || element.querySelector("[data-outcome]:not([hidden])") !== null;
  }

  // A heading stays with what follows it. Children are looked at from the last to the first.
  function leads(child) {
    return child.matches(isHeading) && (!child.matches("h3") || !child.nextElementSibling?.hidden);
  }

  function show(hash) {
    const wanted = document.getElementById(hash.slice(1));
    if (!wanted || !report.contains(wanted) || wanted === report) return;
    target = wanted;
    apply();
    target.scrollIntoView();
  }

  function changed() {
    target = null;
    apply();
    if (report.getBoundingClientRect().top < 0) report.scrollIntoView();
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("everything").addEventListener("click", () => {
    form.reset();
    changed();
  });

  // A click and not only the change of the address: the same link may be followed twice.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) show(link.hash);
  });
  window.addEventListener("hashchange", () => show(location.hash));

  const system = matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    return (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  }
  function pressed() {
    dark.setAttribute("aria-pressed", String(isDark()));
  }
  dark.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    pressed();
  });
  system.addEventListener("change", pressed);

  // Folded away in a narrow window. A wide one has room, and nothing there to unfold it with.
  const wide = matchMedia("(min-width: 64rem)");
  function fold() {
    for (const details of document.querySelectorAll("header details, nav details")) details.open = wide.matches;
  }
  wide.addEventListener("change", fold);

  // The header stays in view, so what is scrolled to has to stop below it.
  const header = document.querySelector("header");
  function measure() {
    document.documentElement.style.setProperty("--head", `${header.offsetHeight}px`);
  }
  new ResizeObserver(measure).observe(header);

  fold();
  pressed();
  apply();
  form.hidden = false;
  measure();
  if (location.hash) show(location.hash);
})();
