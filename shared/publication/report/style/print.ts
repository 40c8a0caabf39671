/** Print: black on white, without cropped or interactive parts. */
export const PRINT = `@media print{html{font-size:10pt}body{display:block;max-width:none;padding:0;font-size:1rem}
main>section{content-visibility:visible}
nav,#controls,.skip,thead th button::after{display:none}
.wide{display:block}.beside{display:inline}.narrow{display:none}
.scroll{overflow:visible}figure svg{max-width:100%}td.t,tbody th.t{min-width:0}td.n,td small,.tag{white-space:normal}th,td{padding:.2rem .35rem}
figure,tr,.verdict,.panel{break-inside:avoid}h2,h3{break-after:avoid}table{font-size:8pt}
details:not([open]){display:none}
.zone,.tag,.badge,.made-up,.swatch,.verdict,rect,path{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{margin:14mm}
@page made-up{@top-center{content:"Made-up data, for demonstration or tests"}}
body:has(>header .banner){page:made-up}}
`;
