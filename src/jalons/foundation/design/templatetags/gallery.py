"""``{% sample %}``: a piece of template drawn, and its source shown under it."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token, TokenType
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
_MARKS = {TokenType.VAR: "{{{{ {} }}}}", TokenType.BLOCK: "{{% {} %}}"}


def _source(parser: Parser, end: str) -> str:
    """The text of the tokens up to ``end``, which the parser has not read yet."""
    parts = []
    tokens = [token for token in parser.tokens if isinstance(token, Token)]
    for token in reversed(tokens):
        if token.token_type == TokenType.BLOCK and token.contents == end:
            break
        parts.append(_MARKS.get(token.token_type, "{}").format(token.contents))
    return "".join(parts).strip()


class SampleNode(template.Node):
    """A rendered sample followed by its source."""

    def __init__(self, nodes: NodeList, source: str) -> None:
        self.nodes, self.source = nodes, source

    def render(self, context: Context) -> SafeString:
        """The sample, then its source under a summary."""
        return format_html(
            '<div class="sample">{}</div><details><summary>{}</summary>'
            '<pre tabindex="0"><code>{}</code></pre></details>',
            self.nodes.render(context),
            _("How to write it"),
            self.source,
        )


@register.tag
def sample(parser: Parser, token: Token) -> SampleNode:  # noqa: ARG001 — Django passes it
    """Draw a piece of template and show its source."""
    source = _source(parser, "endsample")
    nodes = parser.parse(("endsample",))
    parser.delete_first_token()
    return SampleNode(nodes, source)
