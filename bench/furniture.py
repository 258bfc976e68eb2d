"""What surrounds the content of a made-up page: about 52 KB of CSS, JS, navigation with icons, and a footer.

It is the same on every page, as on a site, and holds nothing that is to be read. `bench.pages` puts it around a page.
"""

import random
from typing import Final

_CHANCE: Final = random.Random(1)
_ITEMS: Final = 36
_ICON: Final = (
    '<svg class="h-4 w-4 shrink-0 text-slate-400 group-hover:text-slate-600" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="{}"/></svg>'
)
_TOPICS: Final = (
    "orchards quarries harbours lanterns estuaries furnaces meadows causeways belfries granaries ferries lighthouses"
).split()


def _style() -> str:
    """Give the rules of a site's utility classes, about 20 KB."""
    spaces = "".join(
        f".p-{n}{{padding:{n / 4}rem}}.mx-{n}{{margin-left:{n / 4}rem;margin-right:{n / 4}rem}}"
        rf".md\:w-{n}{{width:{_CHANCE.randint(1, 99)}rem}}.delay-{n}{{transition-delay:{_CHANCE.randint(1, 999)}ms}}"
        rf".text-ink-{n}{{--tw-text-opacity:1;color:#{_hex(6)}}}.dark .dark\:bg-ink-{n}{{background-color:#{_hex(6)}}}"
        for n in range(80)
    )
    return f"*,::before,::after{{box-sizing:border-box;border-width:0}}{spaces}"


def _script() -> str:
    """Give what a bundler leaves inline, about 13 KB."""
    modules = "".join(
        f'({n},(e,t,r)=>{{"use strict";r.d(t,{{Z:()=>a}});const n=r(0x{_hex(4)}),o="{_hex(32)}";function a(e)'
        f"{{const[t,i]=n.useState(!1);return n.useEffect(()=>{{if(t&&e.id<{n})i(!1)}},[t,e.id]),n.h(o,e)}}}}),"
        for n in range(100, 160)
    )
    return f"self.__chunks=(self.__chunks||[]).concat([{modules}0]);"


def _hex(digits: int) -> str:
    return f"{_CHANCE.getrandbits(4 * digits):0{digits}x}"


def _path() -> str:
    """Draw the lines of an icon."""
    curves = (f"c{' '.join(f'{_CHANCE.uniform(-9, 9):.2f}' for _ in range(6))}" for _ in range(2))
    return f"M{_CHANCE.randint(2, 22)} {_CHANCE.randint(2, 22)}{''.join(curves)}z"


def _navigation() -> str:
    """Give the menu: 36 items with an icon each, about 16 KB."""
    items = "".join(
        '<li class="group flex items-center rounded-md px-3 py-2 text-sm text-slate-600 transition-colors '
        'hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-800">'
        f'<a href="/browse/{_TOPICS[n % 12]}-{n}" class="flex grow items-center gap-3 truncate font-medium">'
        f'{_ICON.format(_path())}<span class="truncate">{_TOPICS[n % 12].title()} {n}</span></a></li>'
        for n in range(_ITEMS)
    )
    return (
        f'<nav class="hidden w-64 shrink-0 border-r border-slate-200 lg:block"><ul class="space-y-1">{items}</ul></nav>'
    )


def _footer() -> str:
    columns = "".join(
        f'<div class="flex flex-col gap-2"><p class="text-xs font-semibold text-slate-500">{topic.title()}</p>'
        + "".join(
            f'<a class="text-xs text-slate-500 hover:text-slate-700" href="/about/{topic}/{n}">Of {topic}, part {n}</a>'
            for n in range(4)
        )
        + "</div>"
        for topic in _TOPICS[:6]
    )
    return f'<footer class="mt-12 grid grid-cols-2 gap-8 border-t px-6 py-10 md:grid-cols-6">{columns}</footer>'


_HEADER: Final = (
    '<header class="sticky top-0 z-40 flex h-14 items-center gap-4 border-b border-slate-200 bg-white/80 px-6">'
    '<a href="/" class="text-lg font-semibold tracking-tight">pith.</a> '
    '<span class="hidden text-sm text-slate-500 sm:block">machine review for the scientific record.</span> '
    '<a href="/login" class="ml-auto text-sm font-medium">sign in</a></header>'
)
ABOVE: Final = f"<style>{_style()}</style></head>\n<body>{_HEADER}{_navigation()}"
"""From the style, which ends the head, to the navigation."""
BELOW: Final = f"{_footer()}<script>{_script()}</script></body></html>\n"
"""The footer, the script, and the end of the page."""
