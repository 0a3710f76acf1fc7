/** The list of endpoints: a table where there is room, a row of blocks for each endpoint on a phone. */
export const LIST = `.broad .margin{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1.5rem}
.broad .margin .note{margin:.25rem 0 1rem}
.controls{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end;margin:.5rem 0 1.25rem}
.controls[hidden],.pages[hidden]{display:none}
.controls p{margin:0}
.controls label{display:block;font-size:.8rem;color:var(--muted)}
input,select,button{font:inherit;font-size:.95rem;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:0;padding:.35rem .6rem;min-height:2.4rem;max-width:100%}
input[type=search]{width:20rem}
::placeholder{color:var(--muted);opacity:1}
button{cursor:pointer}
button:hover:not(:disabled){background:var(--soft)}
button:disabled{color:var(--muted);border-color:var(--rule);cursor:default}
.count{margin-left:auto!important;color:var(--muted);align-self:center}
.pages{display:flex;gap:1rem;align-items:center;margin-top:1rem}
.endpoints{table-layout:fixed}
@media print,(min-width:48.01rem){.endpoints th:nth-child(1){width:4.5rem}.endpoints th:nth-child(2){width:26%}.endpoints th:nth-child(3){width:17%}}
.endpoints thead th{border-bottom:1px solid var(--ink);padding:.3rem 1rem .3rem 0;vertical-align:bottom;font-size:.875rem}
.endpoints thead button{border:0;padding:.2rem 0;font-weight:600;font-size:.875rem;background:none;text-align:left}
.endpoints thead button:hover{text-decoration:underline}
.endpoints thead button::after{content:"\\2195";content:"\\2195" / "";display:inline-block;margin-left:.35em;color:var(--muted);font-weight:400}
.endpoints [aria-sort=ascending] button::after{content:"\\2191";content:"\\2191" / "";color:var(--ink)}
.endpoints [aria-sort=descending] button::after{content:"\\2193";content:"\\2193" / "";color:var(--ink)}
.endpoints tbody{border-bottom:1px solid var(--rule)}
.endpoints tbody td,.endpoints tbody th{padding:.65rem 1.25rem .1rem 0;vertical-align:top}
.endpoints tbody td:last-child{padding-right:0}
.risk b{font-size:1.35rem;line-height:1.1;font-weight:600;letter-spacing:-.02em}
.risk svg{display:block;width:2.75rem;height:4px;margin-top:.25rem;fill:var(--ink)}
.risk .rest{fill:var(--rule)}
.url,.endpoints .small{display:block;font-weight:400;font-size:.875rem;color:var(--muted);overflow-wrap:anywhere}
.tier.critical,.tier.high{font-weight:600}
.endpoints .more td{padding:0 0 .55rem}
.endpoints .more summary,.endpoints .brief{padding:.2rem 0 .2rem 4.5rem;font-size:.875rem}
summary{cursor:pointer}
summary:hover>span:first-child{text-decoration:underline}
.next{color:var(--muted)}
summary .next::before{content:"\\00b7";content:"\\00b7" / "";margin:0 .4em}
.brief{margin:0}
@media screen and (max-width:48rem){
.endpoints,.endpoints tbody,.endpoints thead{display:block}
.endpoints thead tr{display:flex;flex-wrap:wrap;gap:0 1.1rem;border-bottom:1px solid var(--ink);padding-bottom:.3rem}
.endpoints thead th{border:0;padding:0}
.endpoints tbody tr{display:grid;grid-template-columns:3.75rem minmax(0,1fr);padding-top:.8rem}
.endpoints tbody td,.endpoints tbody th{padding:0 0 .25rem;grid-column:2}
.endpoints tbody .risk{grid-column:1;grid-row:1 / span 4;width:auto}
.endpoints tbody tr.more{display:block;padding:0 0 .4rem}
.endpoints .more td{display:block;padding:0}
.endpoints .more summary,.endpoints .brief{padding-left:3.75rem}
.endpoints .tier+.small{display:inline;margin-left:.5em}
input[type=search]{width:100%}
.controls p:first-child{flex-basis:100%}
.count{margin-left:0!important}
}`
