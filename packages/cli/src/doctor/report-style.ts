/** Light or dark as the reader's system is; on paper, light and without links' colors. */
export const reportStyle = `
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #1d1c1a; --faint: #6b6862; --line: #e3e0d9; --card: #fff;
  --good: #1a7f4b; --bad: #b3261e; --warn: #8a5a00; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --paper: #171614; --ink: #edebe6; --faint: #a09c94; --line: #35322d;
  --card: #201e1b; --good: #5fcf95; --bad: #ff8a80; --warn: #e6b450; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0 0 .6rem; }
a { color: var(--link); }
code { font: .92em ui-monospace, monospace; }
ul { list-style: none; margin: 0; padding: 0; }
dl { margin: 0; display: grid; gap: .2rem; }
dl div { display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; }
dt { color: var(--faint); }
dd { margin: 0; }
footer { margin-top: 2.5rem; color: var(--faint); font-size: .9rem; }
.by { margin: 0; color: var(--faint); }
.verdict { font-size: 1.15rem; font-weight: 600; margin: 0 0 1rem; }
.well { color: var(--good); } .ill { color: var(--bad); }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px;
  padding: 1rem 1.1rem; margin-bottom: .8rem; break-inside: avoid; }
.card dl div { grid-template-columns: 4.5rem 1fr; }
.card p { margin: .6rem 0 0; }
.card.advice { border-left-color: var(--warn); }
.badge { color: var(--bad); text-transform: uppercase; font-size: .72rem; letter-spacing: .06em; margin-right: .3rem; }
.advice .badge { color: var(--warn); }
.row { display: grid; grid-template-columns: 9rem 1fr; gap: 0 .5rem; border-top: 1px solid var(--line); padding: .35rem 0;
  break-inside: avoid; }
.row a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
.row .found { grid-column: 2; color: var(--faint); font-size: .88rem; }
.mark { color: var(--faint); font-size: .88rem; }
.passed .mark { color: var(--good); } .failed .mark { color: var(--bad); } .unclear .mark { color: var(--warn); }
@media (max-width: 36rem) { dl div, .card dl div, .row { grid-template-columns: 1fr; gap: 0; } .row .found { grid-column: 1; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --card: #fff;
  --good: #0b5; --bad: #b00; --warn: #850; --link: #000; } main { max-width: none; padding: 0; } }
`
