#include "report/html_parts.h"

namespace bonafide::html {

std::string_view style() {
    return R"css(
:root{--paper:#fbfaf8;--card:#fff;--ink:#1d2330;--soft:#596173;--line:#e3e1dc;--accent:#1f5f8b;--clear:#3c7a57;--watch:#8a6100;--review:#b2500c;--urgent:#a81e2d;--up:#b2500c;--down:#3c7a57;--heat:31,95,139;--shade:#f3f1ed}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){--paper:#14171d;--card:#1b2028;--ink:#e8e9ec;--soft:#a3abba;--line:#303743;--accent:#7fb9e6;--clear:#7cc79a;--watch:#e2b44e;--review:#f0955a;--urgent:#ff7d87;--up:#f0955a;--down:#7cc79a;--heat:127,185,230;--shade:#222833}}
:root[data-theme=dark]{--paper:#14171d;--card:#1b2028;--ink:#e8e9ec;--soft:#a3abba;--line:#303743;--accent:#7fb9e6;--clear:#7cc79a;--watch:#e2b44e;--review:#f0955a;--urgent:#ff7d87;--up:#f0955a;--down:#7cc79a;--heat:127,185,230;--shade:#222833}
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
.wrap{max-width:1120px;margin:0 auto;padding:0 24px 64px}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:12px;background:var(--card);padding:8px 14px;z-index:9}
header{padding:36px 0 8px}
.brand{display:flex;justify-content:space-between;align-items:center;color:var(--soft);font-size:14px;letter-spacing:.02em}
.brand b{color:var(--ink);font-size:17px;letter-spacing:-.01em}
h1{font-size:34px;line-height:1.2;letter-spacing:-.02em;margin:18px 0 6px;font-weight:680}
h2{font-size:22px;letter-spacing:-.01em;margin:48px 0 14px}
h3{font-size:16px;margin:22px 0 8px}
.lead{color:var(--soft);margin:0 0 20px;max-width:74ch}
nav{display:flex;flex-wrap:wrap;gap:6px 18px;font-size:15px;border-bottom:1px solid var(--line);padding-bottom:12px}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:20px 0}
.tile{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--c);border-radius:10px;padding:14px 16px}
.tile b{display:block;font-size:30px;line-height:1.1;color:var(--c)}.tile span{color:var(--soft);font-size:14px}
.clear{--c:var(--clear)}.watch{--c:var(--watch)}.review{--c:var(--review)}.urgent{--c:var(--urgent)}
.chip{display:inline-block;border:1px solid var(--c);color:var(--c);border-radius:99px;padding:0 10px;font-size:13px;font-weight:600;line-height:22px;white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:15px}
caption{text-align:left;color:var(--soft);font-size:14px;padding:0 0 6px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--line);padding:6px 10px 6px 0;white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:8px 10px 8px 0;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto}
.tools{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0}
.tools input{flex:1 1 220px;min-width:0;font:inherit;padding:7px 12px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink)}
button{font:inherit;font-size:14px;padding:6px 12px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);cursor:pointer}
button[aria-pressed=true]{border-color:var(--accent);color:var(--accent);font-weight:600}
article{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:12px;padding:22px 26px;margin:18px 0}
article>h3{font-size:21px;margin:0;letter-spacing:-.01em;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
.sub{color:var(--soft);font-size:14px;margin:4px 0 14px;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:8px 28px;align-items:start}
figure{margin:8px 0 0;min-width:0}figcaption{color:var(--soft);font-size:13px;margin-bottom:4px}
svg{max-width:100%;height:auto;display:block}svg text{fill:var(--ink);font:12px system-ui,sans-serif}svg .soft{fill:var(--soft)}
.finding{border-top:1px solid var(--line);padding:14px 0 6px;display:grid;grid-template-columns:64px minmax(0,1fr);gap:0 14px}
.finding .bits{font-size:20px;font-weight:650;text-align:right;color:var(--up)}.finding .bits.down{color:var(--down)}.finding .bits small{display:block;font-size:12px;font-weight:400;color:var(--soft)}
.finding p{margin:0 0 6px}.finding .what{font-weight:600}.meta{color:var(--soft);font-size:13.5px}
.finding ul{margin:2px 0 8px;padding-left:18px}.next{border-left:3px solid var(--accent);padding:2px 0 2px 10px;margin:8px 0!important}
details{margin:4px 0}summary{cursor:pointer;color:var(--accent);font-size:14px}
pre{background:var(--shade);border-radius:8px;padding:10px 12px;font:12.5px/1.5 ui-monospace,"Cascadia Code",Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0 10px}
code{font:13px ui-monospace,Menlo,monospace;overflow-wrap:anywhere}
.cluster{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 22px;margin:14px 0}
footer{margin-top:56px;color:var(--soft);font-size:14px;border-top:1px solid var(--line);padding-top:14px}
[hidden]{display:none!important}
@media(max-width:720px){.wrap{padding:0 16px 48px}h1{font-size:26px}.tiles{grid-template-columns:repeat(2,1fr)}article{padding:16px}.charts{grid-template-columns:minmax(0,1fr)}.finding{grid-template-columns:46px minmax(0,1fr);gap:0 10px}.finding .bits{font-size:17px}
.people thead{display:none}.people tr{display:grid;grid-template-columns:28px minmax(0,1fr) auto;border-bottom:1px solid var(--line);padding:8px 0}.people td{border:0;padding:0 6px 2px 0}.people td:nth-child(4){display:none}.people td:nth-child(5){grid-column:2/-1;color:var(--soft);font-size:14px}}
@media print{body{background:#fff;color:#000;font-size:11pt}.tools,.skip,nav,.theme{display:none}article,.cluster{break-inside:avoid-page;border-color:#bbb}details>*{display:block}a{color:inherit;text-decoration:none}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
)css";
}

std::string_view script() {
    return R"js(
const q=document.getElementById('q'),people=[...document.querySelectorAll('[data-band]')],buttons=[...document.querySelectorAll('.tools button')];
let band='';
function apply(){const t=q.value.toLowerCase();let n=0;for(const e of people){const on=(!band||e.dataset.band===band)&&(!t||e.textContent.toLowerCase().includes(t));e.hidden=!on;if(on&&e.tagName==='TR')n++}
document.getElementById('shown').textContent=n+' shown'}
if(q){q.addEventListener('input',apply);for(const b of buttons)b.addEventListener('click',()=>{band=band===b.dataset.b?'':b.dataset.b;for(const o of buttons)o.setAttribute('aria-pressed',o.dataset.b===band);apply()})}
const theme=document.querySelector('.theme');theme.hidden=false;theme.addEventListener('click',()=>{const r=document.documentElement,dark=r.dataset.theme?r.dataset.theme==='dark':matchMedia('(prefers-color-scheme:dark)').matches;r.dataset.theme=dark?'light':'dark'});
addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach(d=>d.open=true));
)js";
}

}  // namespace bonafide::html
