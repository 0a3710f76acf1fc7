/** Charts scale with the page; a phone gets one that was drawn for it. Marks tell postures apart by how full they are. */
export const CHARTS = `figure{margin:0 0 1.75rem}
figcaption{font-weight:650;margin-bottom:.6rem}
.chart svg{display:block;width:100%;height:auto;font:inherit;font-size:13px;font-variant-numeric:tabular-nums}
.chart .wide{max-width:52.5rem}
.chart .narrow{display:none;max-width:24rem}
@media (max-width:40rem){.chart .wide{display:none}.chart .narrow{display:block}}
.numbers{margin-top:.5rem;font-size:.875rem}
.numbers summary{color:var(--muted)}
.numbers[open] summary{margin-bottom:.5rem}
.legend{font-size:.9rem;margin-top:.5rem;width:auto}
.legend th,.legend td{padding:.15rem 1.25rem .15rem 0;vertical-align:baseline;font-weight:400;text-align:left}
.legend th{white-space:nowrap;font-weight:600}
.legend .n{text-align:right;font-weight:600}
.legend td:last-child{color:var(--muted);padding-right:0}
.key{font-size:.875rem;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.swatch{display:inline-block;width:.8em;height:.8em;margin-right:.4em;background:var(--c)}
.mark{display:inline-block;width:.8em;height:.8em;border:.14em solid var(--c);vertical-align:-.06em;margin-right:.15em;background:linear-gradient(to top,var(--c) var(--full,0%),transparent var(--full,0%))}
.plaintext{--c:var(--plaintext)}
.none{--c:var(--none)}
.classical{--c:var(--classical);--full:25%}
.legacy-draft{--c:var(--legacy-draft);--full:50%}
.hybrid{--c:var(--hybrid);--full:75%}
.pqc{--c:var(--pqc);--full:100%}
.unknown{--c:var(--unknown)}
.mark.unknown{border-style:dotted}
@media (forced-colors:active){.mark,.swatch,.chart svg,.spine{forced-color-adjust:none}}`
