"""Parts of a template that are the same on every page are rendered once per process and language."""

from collections.abc import Hashable, Sequence

from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.translation import get_language

register = Library()


class Fixed(Node):
    def __init__(self, nodes: NodeList, given: Sequence[FilterExpression]) -> None:
        self.nodelist, self.given = nodes, given
        self.rendered: dict[tuple[Hashable, ...], str] = {}

    def render(self, context: Context) -> str:
        key = (get_language(), *(one.resolve(context) for one in self.given))
        if key not in self.rendered:
            self.rendered[key] = self.nodelist.render(context)
        return self.rendered[key]


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """``{% fixed a b %}…{% endfixed %}``: what is inside depends on the language, ``a`` and ``b`` alone.

    Each of them may have only a few values, because all that was rendered is kept: names of the product, yes or no, but
    nothing that people write. Tokens and addresses with a query stay outside. Nothing inside may set a variable or be a block.
    """
    given = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodes, given)
