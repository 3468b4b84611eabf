"""How a page is looked at: with axe, for what is cut off, and with the keyboard alone."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Targets of 24 by 24 px, or with room around them: WCAG 2.2, 2.5.8; axe asks for it only when told.
TARGETS: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
WATCH = """() => {
    const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
    const names = new Set();
    const first = (field) => {  // of radio buttons with one name, Tab reaches one
        if (field.type !== "radio") return true;
        const once = !names.has(field.name);
        names.add(field.name);
        return once;
    };
    window.stops = [...document.querySelectorAll(stops)].filter((each) =>
        each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true})
        && first(each));
    window.reached = new Map();
    document.addEventListener("focusin", ({target}) => window.reached.set(target, marked(target)));
    const marked = (target) => ["", "::before", "::after"].some((part) => {
        const style = getComputedStyle(target, part || null);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    });
    const parts = document.querySelectorAll("input[type=date], input[type=time]").length;
    return window.stops.length + 4 * parts;
}"""
SAY = """() => {
    const said = (each) => each.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
    const same = (each) => [...window.reached.keys()].some((other) =>
        other === each || (each.type === "radio" && other.name === each.name));
    return [
        // What htmx has replaced meanwhile cannot be reached any more.
        ...window.stops.filter((each) => each.isConnected && !same(each))
            .map((each) => `not reached: ${said(each)}`),
        ...[...window.reached].filter(([each, marked]) => !marked)
            .map(([each]) => `focus not seen: ${said(each)}`),
    ];
}"""


def look(page: Page, *, targets: bool = False) -> list[str]:
    """What axe finds, small `targets` too where asked, and what is wider than the window."""
    options = {"resultTypes": ["violations"]} | (TARGETS if targets else {})
    faults = [
        f"{v['id']}: {[node['target'] for node in v['nodes']]}"
        for v in Axe().run(page, options=options).response["violations"]
    ]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [*faults, f"{wide} px cut off"] if wide > 0 else faults


def walk(page: Page) -> list[str]:
    """What Tab does not reach from the beginning of the page on, and where focus is not seen."""
    for _ in range(page.evaluate(WATCH)):
        page.keyboard.press("Tab")
    faults: list[str] = page.evaluate(SAY)
    return faults
