/** What is folded away: the evidence of an endpoint, the steps of the plan, the checks of a verification. */
export const EVIDENCE = `.evidence{background:var(--soft);padding:1.25rem clamp(.75rem,2vw,1.75rem);margin-top:.4rem}
.evidence .title{font-weight:600;overflow-wrap:anywhere}
.evidence h3{font-size:.95rem;margin:1rem 0 .4rem}
.evidence ul{padding-left:1.1rem;font-size:.9rem}
.reasons{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:0 2.25rem}
.reasons>div,.columns>div{min-width:0}
.reasons>.all{grid-column:1/-1}
.address{border-top:1px solid var(--rule);margin-top:.75rem}
.address+.reasons{border-top:1px solid var(--rule);margin-top:.75rem}
@media (min-width:62rem){.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 2.25rem}}
.part{font-size:.9rem;margin-bottom:.75rem}
.part .part{padding-left:1.25rem}
.name{margin-bottom:.25rem;overflow-wrap:anywhere}
.fingerprint{color:var(--muted);overflow-wrap:anywhere}
.group{border-bottom:2px solid var(--c)}
.items,.verified{list-style-position:outside;padding-left:1.9rem;margin-bottom:1rem}
.items>li,.verified>li{border-top:1px solid var(--rule);padding-block:.5rem}
.items>li::marker{color:var(--muted)}
.items summary{display:grid;grid-template-columns:.9em minmax(0,1fr) auto;gap:.1rem .5rem;align-items:baseline}
.items summary::before{content:"+";content:"+" / "";color:var(--muted)}
.items details[open]>summary::before{content:"\\2212";content:"\\2212" / ""}
.items .by{font-size:.875rem;white-space:nowrap;padding-left:1rem}
.track{font-size:.875rem;color:var(--muted)}
.status{color:var(--muted)}
.step{padding:.9rem 0 .25rem 1.4rem}
.how{font-size:.9rem}
.verified{list-style:none;padding:0}
.verdict{font-weight:650}
.verdict.fail{color:var(--bad)}
.verdict.pass{color:var(--hybrid)}
.verdict::before{margin-right:.3em}
.verdict.pass::before{content:"\\2713";content:"\\2713" / ""}
.verdict.fail::before{content:"\\2717";content:"\\2717" / ""}
.verdict.warn::before,.verdict.incomplete::before{content:"!";content:"!" / ""}
.checks tbody th{max-width:16rem}
.checks td:last-child{min-width:11rem}
@media (max-width:40rem){
.items summary{grid-template-columns:.9em minmax(0,1fr)}
.items .by{grid-column:2;white-space:normal;padding:0}
.items{padding-left:1.5rem}
.step{padding-left:0}
.evidence{margin-inline:calc(-1 * clamp(1rem,4vw,2.5rem));padding-inline:clamp(1rem,4vw,2.5rem)}
}`
