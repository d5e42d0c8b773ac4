"""The words that sites give away their parts with: classes and ids, and headings and lines in many languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add


def words(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


SURE = words(
    """
    comment comments commentlist commentform disqus respond livefyre kommentare kommentar commentaires comentarios
    cookie cookies consent gdpr cookiebar newsletter newsletters mailchimp
    footer foot colophon masthead breadcrumb breadcrumbs navbar navigation pagination pager nav subnav topnav
    outbrain taboola zergnet revcontent nativo teads adsense adslot adunit adbox dfp gpt
    sharedaddy addthis addtoany sharebar sharetools sharebuttons
    related relateds relatedposts relatedarticles recirc recirculation recommended recommendation recommendations
    signup login copyright
    """
)
"""Words that name chrome whatever it holds."""

LIKELY = words(
    """
    navi menu submenu crumbs pagenav topbar toolbar sidebar rail siderail skip skiplink flyout popover
    ad ads adv advert adverts advertisement advertising sponsor sponsored sponsors billboard
    promo promos promotion banner banners werbung anzeige publicidad publicite pubblicita reklama
    share sharing sharer shares social socials socialmedia followus retweet facebook
    readmore morefrom teaser teasers seealso trending popular mostread mostpopular latest suggested upnext
    commenting talkback subscribe subscription optin signin register paywall
    popup modal overlay lightbox tooltip dropdown
    widget widgets tags taglist tagcloud keywords topics hashtags categories
    byline bylines author authors authorbox authorinfo authorbio bio biography contributor contributors profile
    rating ratings votes poll survey quiz donate donation donations feedback
    printer postmeta metadata timestamp dateline pubdate published
    toc tableofcontents disclaimer noprint hidden invisible visuallyhidden screenreader sronly printonly
    credit credits pixel search searchform legal privacy rss tools actions buttons button prev previous prevnext
    gallery galleries slideshow slideshows carousel slider slides swiper
    caption printfooter linklist akismet editsection
    """
)
"""Words that name chrome unless it holds much of the page's prose."""

CAPTION = words("caption captions cutline imagecaption captiontext bildunterschrift legende")

_ARTICLE = words("article post story entry artikel articulo")

_CONTAINERS = words(
    """
    wrapper wrap wrp container box inner outer block area section list item items holder module component element
    region panel group row col column content body text bar links link icons icon main primary secondary top bottom
    left right desktop mobile post page site article entry story single view default new clearfix small large
    """
)
_TURNED = words("with has no not without label enabled entity off is")

BODY = words(
    """
    articlebody articletext articlecontent entrycontent postcontent postbody storybody storycontent storytext bodytext
    newstext newsbody articletxt  blogcontent contentbody fulltext texttext
    """
)

_ANYWHERE = words("cookie cookies gdpr outbrain taboola")
"""Of the sure words those that no name of anything else holds in its midst."""

_TELLING = SURE | LIKELY | CAPTION | BODY
"""Most names hold none of these."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_IGNORED = re.compile(
    r"^(tag|category|label|cat|format|status|type|has|no|not|is|with|without|post(?=[-_](?:\d|type|tag|category|format|status))|hentry)[-_]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What class names and ids tell of an element."""

    chrome: str = ""
    """The word that names it as chrome; empty where none does."""
    body: bool = False
    """That it is an article's body."""
    caption: bool = False
    """That it is the text under a picture."""
    article: bool = False
    """That it is an article, by a name that says just that."""

    def __or__(self, other: "Told") -> "Told":
        """What both tell; of their words of chrome the surer, else the first."""
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        return Told(
            chrome=other.chrome if not self.chrome or other.chrome in SURE else self.chrome,
            body=self.body or other.body,
            caption=self.caption or other.caption,
            article=self.article or other.article,
        )


NOTHING = Told()


@lru_cache(maxsize=4096)
def told(names: str) -> Told:
    """What these names tell, by their words: ``relatedPosts-box`` says related, posts, box."""
    said = NOTHING
    for name in names.split()[:20]:
        one = _told(name)
        if one is not NOTHING:
            said = one if said is NOTHING else said | one
    return said


@lru_cache(maxsize=4096)
def _told(name: str) -> Told:
    parts = _WORD.findall(name)
    if not name.islower():
        parts = [part.lower() for part in parts]
    every = {*parts, *map(add, parts, parts[1:]), "".join(parts)}
    article = name in _ARTICLE
    if (_TELLING.isdisjoint(every) and not article) or _IGNORED.match(name):
        return NOTHING
    chrome = _chrome(name, parts)
    body = not BODY.isdisjoint(every)
    caption = not CAPTION.isdisjoint(every)
    return Told(chrome, body, caption, article) if chrome or body or caption or article else NOTHING


def _chrome(name: str, parts: Sequence[str]) -> str:
    """The word in a name that tells chrome: the one it begins or ends with, containers such as ``wrapper`` apart.

    ``related-posts`` and ``post-sidebar-wrap`` tell it; ``content-with-sidebar`` and ``field--label-hidden`` do not.
    """
    if "--" in name:
        parts = [word.lower() for word in _WORD.findall(name.partition("--")[0])]
    if not _TURNED.isdisjoint(parts):
        return ""
    telling = [word for word in parts if word not in _CONTAINERS and not word.isdigit()]
    pairs = (a + b for a, b in pairwise(parts))
    within = (word for word in telling if word in _ANYWHERE)
    candidates = (*within, "".join(parts), *telling[:1], *telling[-1:], *pairs)
    return next((word for word in candidates if word in SURE or word in LIKELY), "")
