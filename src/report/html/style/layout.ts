/** Type, space and the page's frame: a margin column for headings beside the content where there is room. */
export const LAYOUT = `*{box-sizing:border-box}
html{font:16px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
.top .inner,nav,main,footer{max-width:75rem;margin-inline:auto;padding-inline:clamp(1rem,4vw,2.5rem)}
h1,h2,h3,h4{line-height:1.2;text-wrap:pretty}
h1{font-size:clamp(1.75rem,1.1rem + 3vw,3.25rem);font-weight:650;letter-spacing:-.025em;line-height:1.08;margin:0;max-width:24ch}
h2{font-size:1.3rem;font-weight:650;letter-spacing:-.01em;margin:0}
h3{font-size:1rem;font-weight:650;margin:2rem 0 .5rem}
h4{font-size:.8rem;font-weight:650;color:var(--muted);margin:1rem 0 .25rem}
p,ul,ol{margin:0 0 .75rem}
a{color:var(--link);text-underline-offset:.15em}
code,pre,.fingerprint{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85em}
code{overflow-wrap:anywhere}
pre{background:var(--soft);padding:.75rem 1rem;overflow-x:auto;margin:0 0 .75rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-100vw;background:var(--paper);padding:.5rem 1rem;z-index:2}
.skip:focus{left:0}
.small,.note,.source,.dates{font-size:.875rem;color:var(--muted)}
.dates{font-weight:400;white-space:nowrap;margin-left:.4rem}
.bad{color:var(--bad)}
.spine{display:block;width:100%;height:10px}
.top .inner{padding-block:clamp(2rem,5vw,4rem) clamp(1.5rem,3vw,2.5rem)}
.kind{color:var(--muted);margin-bottom:clamp(1.5rem,4vw,3rem)}
.kind .tool{color:var(--ink);font-weight:650;margin-right:.75rem}
.lead{font-size:1.125rem;max-width:62ch;margin:1.25rem 0 1rem}
.top .facts{margin:1.5rem 0 0}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:.75rem 0;border-block:1px solid var(--ink)}
nav a{color:var(--ink);text-decoration:none;display:inline-block;padding-block:.2rem}
nav a:hover{text-decoration:underline}
main>section{padding-block:clamp(2rem,4vw,3.25rem);border-bottom:1px solid var(--rule)}
.margin .note{margin:.6rem 0 1.25rem;max-width:46ch}
.content>:first-child{margin-top:0}
.content>:last-child,.evidence>:last-child{margin-bottom:0}
.statement{max-width:66ch}
@media (min-width:62rem){
main>section:not(.broad){display:grid;grid-template-columns:15rem minmax(0,1fr);column-gap:3.5rem}
main>section:not(.broad)>.margin{position:sticky;top:1.5rem;align-self:start}
.top .words{display:grid;grid-template-columns:minmax(0,1fr) 17rem;column-gap:3.5rem;align-items:end}
}
.key-numbers{list-style:none;margin:0 0 2.5rem;padding:0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1.25rem clamp(1.1rem,3vw,2rem)}
@media (min-width:40rem){.key-numbers.in-1,.key-numbers.in-2,.key-numbers.in-3{grid-template-columns:repeat(3,minmax(0,1fr))}.key-numbers.in-4{grid-template-columns:repeat(4,minmax(0,1fr))}.key-numbers.in-5{grid-template-columns:repeat(5,minmax(0,1fr))}}
.key-numbers li{border-top:2px solid var(--ink);padding-top:.5rem}
.key-numbers b{display:block;font-size:2.25rem;line-height:1.1;font-weight:600;letter-spacing:-.03em}
.key-numbers span{font-size:.9rem;color:var(--muted)}
.key-numbers .bad{border-color:var(--bad);color:inherit}
.key-numbers .bad b{color:var(--bad)}
table{border-collapse:collapse;width:100%}
caption{text-align:left}
th{text-align:left;font-weight:600}
.scroll{overflow-x:auto;margin-bottom:.75rem}
.data{font-size:.875rem}
.data caption{color:var(--muted);padding-bottom:.4rem}
.data th,.data td{padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
.data thead th{color:var(--muted);white-space:nowrap}
.data tbody th{font-weight:400;min-width:7rem}
.data td{overflow-wrap:anywhere}
.data .one{white-space:nowrap}
.facts{margin:0 0 .75rem;display:grid;grid-template-columns:minmax(5.5rem,max-content) minmax(0,1fr);gap:.2rem 1rem;font-size:.9rem}
.facts dt{color:var(--muted);max-width:11rem}
.facts dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--muted);font-size:.875rem;padding-block:1.5rem 3rem}
@media (max-width:40rem){.dates{display:block;margin:.15rem 0 0}}
@media (max-width:61.99rem){.margin h2{margin-bottom:.75rem}}
@media (max-width:30rem){main .facts{grid-template-columns:minmax(0,1fr);gap:0}main .facts dd{margin-bottom:.45rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}`
