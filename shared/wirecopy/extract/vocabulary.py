"""The words that sites give away their parts with: classes and ids, and headings and lines in many languages."""

import re
from functools import lru_cache

CHROME = frozenset(
    """
    nav navbar navigation navi menu submenu breadcrumb breadcrumbs crumbs pagination pager pagenav
    footer foot masthead topbar toolbar sidebar rail siderail skip skiplink
    ad ads adv advert adverts advertisement advertising adsense adslot adunit adbox dfp gpt sponsor sponsored sponsors
    promo promos promotion promoted banner banners outbrain taboola zergnet revcontent nativo teads werbung anzeige
    publicidad publicite pubblicita reklama
    share sharing sharer sharebar sharetools sharebuttons shares addthis sharedaddy addtoany social socials socialmedia
    followus retweet
    related relateds relatedposts recirc recirculation recommended recommendation recommendations readmore morefrom
    teaser teasers seealso trending popular mostread mostpopular latest suggested
    comment comments commentlist disqus respond livefyre commenting kommentare commentaires comentarios talkback
    newsletter newsletters subscribe subscription signup optin mailchimp signin login register paywall
    cookie cookies consent gdpr popup modal overlay lightbox dialog tooltip dropdown
    widget widgets tags taglist tagcloud keywords topics hashtags
    byline bylines author authors authorbox authorinfo bio biography contributor contributors
    rating ratings vote votes poll survey quiz donate donation donations
    print printer email mailto jp postmeta metadata timestamp dateline pubdate published
    toc tableofcontents copyright disclaimer noprint hidden invisible visuallyhidden screenreader
    credit credits pixel tracking
    """.split()
)

BODY = frozenset(
    """
    articlebody articletext articlecontent entrycontent postcontent postbody storybody storycontent storytext bodytext
    newstext newsbody articletxt maincontent blogcontent contentbody fulltext texttext
    """.split()
)

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_IGNORED = re.compile(r"^(tag|category|label|cat|format|status|type|has|no|not|is|with|without|post|hentry)[-_]", re.I)


@lru_cache(maxsize=8192)
def words_of(names: str) -> tuple[str, ...]:
    """The words in class names and ids, in lower case: ``relatedPosts-box`` says related, posts, box."""
    return tuple(
        word.lower()
        for name in names.split()[:20]
        if not _IGNORED.match(name)
        for word in _WORD.findall(name[:100])
    )


@lru_cache(maxsize=8192)
def chrome_word(names: str) -> str:
    """The first word in class names and ids that tells chrome; empty where none does."""
    words = words_of(names)
    return next((w for w in words if w in CHROME), "") or next(
        (a + b for a, b in zip(words, words[1:], strict=False) if a + b in CHROME), ""
    )


@lru_cache(maxsize=8192)
def tells_body(names: str) -> bool:
    """Whether class names and ids say that this is the article's body."""
    words = words_of(names)
    return any(a + b in BODY for a, b in zip(words, words[1:], strict=False)) or any(w in BODY for w in words)
