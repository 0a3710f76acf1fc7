/** On paper: what only a screen can use goes; what the reader unfolded stays unfolded, all pages of the list are there. */
export const PRINT = `@media print{
@page{margin:16mm 14mm}
html{font-size:10.5pt}
nav,.controls,.pages,.skip,.numbers:not([open]){display:none!important}
.top .inner,main,footer{max-width:none;padding-inline:0}
.top .inner{padding-block:1.5rem 1rem}
main>section{padding-block:1.25rem}
main>section:not(.broad){display:block}
figure,.items>li,.endpoints tr,.part,.key-numbers li{break-inside:avoid}
h2,h3,h4,figcaption{break-after:avoid}
.endpoints thead button::after{content:none}
.scroll{overflow:visible}
pre{white-space:pre-wrap}
a{color:inherit;text-decoration:none}
.mark,.swatch,.risk svg,.evidence,.chart svg,.spine{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}`
