"""Closed-class words by language: articles, prepositions, pronouns, conjunctions and auxiliaries, commonest first.

A synonym spinner swaps nouns, verbs, adjectives and adverbs; these it leaves, in their order, because no thesaurus
offers others for them. Words of the class that thesauri do offer others for (also, however, can, because, many) are
left out on purpose.
"""

from collections.abc import Mapping
from types import MappingProxyType

_WORDS = {
    "en": """
        the of to and a in that is for it was on he with as be at by i his have from are not this but had they which
        or an were we their been has will would there its you she her all if who when out up what them him into than no
        so do my some could your our then these did me any after us before such those how where over only about between
        same own both during under against through while without within until does am each nor per upon
        whose itself himself themselves herself myself it's don't didn't doesn't isn't wasn't can't won't they're we're
        i'm you're he's that's there's i've we've they've wouldn't couldn't aren't
    """,
    "de": """
        der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an er so aus bei sie
        nach wie am um noch nur einen oder werden wird hat war bis dass daß zur zum haben wir ich ihr ihre seine sein
        einer einem eines kann durch über vor wenn aber man sind hatte unter mit ohne gegen wurde worden würde da ihn
        ihm
        ihnen ihrer ihren ihrem seiner seinen seinem was wer wo kein keine keinen dieser diese dieses diesem diesen
        uns unser unsere mich mir dich dir du euch weil ob zwischen seit während habe hätte wäre waren wurden
    """,
    "fr": """
        de la le et les des en un du une que est pour qui dans par plus au sur ne se il avec ce pas son sa on aux sont
        elle cette ou mais nous été sous être ses comme leur ont ces fait lui ils je à y vous tout a entre avait était
        sans leurs d l s n c j m t qu si dont où même elles notre nos votre vos mon ma mes te me moi toi ton ta tes
        après avant depuis contre chez vers pendant ni quand car donc avoir ayant avaient étaient sera seront serait
        cet celui celle ceux celles eux
    """,
    "es": """
        de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre
        este ya entre cuando todo esta ser son dos fue había era muy hasta desde nos mi porque qué sólo han yo hay
        donde quien les ni contra otros ese eso ante ellos e esto mí antes unos algunas él tanto esa estos mucho estas
        nosotros mis tú te ti tu tus ellas está estaba están durante según uno había sido eran fueron cual cuyo tras
    """,
    "it": """
        di e il la che in a per un è del non i con una le si da come della al alla più nel gli o dei anche ma lo se
        ha sono dal delle nella l ad su suo sua loro era questo cui ai ed ci due quando stato alle sul chi hanno mi
        d dell all nell dall sull degli dalla tra fra agli nelle nei negli dai dalle sulla sulle sui essere fu aveva
        erano quella quello questa questi queste suoi sue suo io tu lui lei noi voi ne né senza dopo prima contro ti vi
    """,
    "pt": """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua
        ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus
        quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja qual
        nós lhe deles essas esses pelas este fosse dele tu te vocês vos lhes meus minhas teu tua nosso nossa
    """,
}

CLOSED_CLASS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        language: {word: rank for rank, word in enumerate(dict.fromkeys(words.split()))}
        for language, words in _WORDS.items()
    }
)
"""For each language the rank by frequency of each word, in lower case."""
