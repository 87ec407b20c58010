"""A small corpus in the Wappalyzer format, invented: every key of the format, and what goes wrong."""

from __future__ import annotations

CATEGORIES = {
    "1": {"name": "CMS", "priority": 1},
    "12": {"name": "JavaScript frameworks"},
    "22": {"name": "Web servers"},
    "27": {"name": "Programming languages"},
}
TECHNOLOGIES = {
    "Quill Press": {
        "cats": [1],
        "meta": {"generator": "^Quill Press(?: ([\\d.]+))?\\;version:\\1"},
        "html": ["<link[^>]+/quill-content/", "<!-- made with quill (v\\d+)? -->\\;confidence:40"],
        "headers": {"X-Quill": ""},
        "cookies": {"quill_session": ""},
        "implies": ["Lingua\\;confidence:80", "Nobody Knows"],
    },
    "Quill Shop": {"cats": ["1"], "scriptSrc": "quill-shop\\.js", "requires": "Quill Press"},
    "Shop Extras": {"cats": [1], "scriptSrc": "quill-shop\\.js", "requiresCategory": [12]},
    "Lingua": {"cats": [27], "headers": {"X-Powered-By": "Lingua(?:/([\\d.]+))?\\;version:\\1"}},
    "Reed": {
        "cats": [12],
        "scriptSrc": [
            "reed(?:-([\\d.]+))?(?:\\.min)?\\.js\\;version:\\1",
            "/reed/(next|old)\\.js\\;version:\\1",
        ],
        "scripts": "window\\.reedLoaded",
        "js": {"Reed.version": "^(.+)$\\;version:\\1"},
        "dom": {"div[data-reed]": {"attributes": {"data-reed": "^v(\\d+)\\;version:\\1"}}},
        "excludes": "Old Reed",
    },
    "Old Reed": {"cats": [12], "scriptSrc": "reed.*\\.js", "dom": "[data-reed], .reed-root"},
    "Stylus Sheet": {"cats": [12], "css": "\\.stylus-\\w+", "text": "\\bmade by Stylus\\b"},
    "Button Box": {"cats": [12], "dom": {"button, b-box": {"text": "^Press me$"}}},
    "Elsewhere": {"cats": [1], "url": "/elsewhere/", "certIssuer": "Elsewhere CA", "robots": "# else"},
    "Careful": {"cats": [1], "scriptSrc": "careful(?!less)\\.?[a-z]*\\.js", "xhr": "api\\.careful"},
    "Hostile": {"cats": [1], "html": "(a+)+$", "scriptSrc": "(x+x+)+y(?=z)", "dom": ":::["},
    "Answer": {"cats": [22], "dns": {"TXT": ["answer=([0-9.]+)\\;version:\\1"]}, "probe": {"/a": "b"}},
    "Broken": {"cats": "x", "meta": ["not", "a", "mapping"], "html": ["(", 7, None], "dom": {"p": 3}},
}
"""Backslashes as in the JSON documents after decoding."""
