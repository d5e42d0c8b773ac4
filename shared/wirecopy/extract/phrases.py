# ruff: noqa: RUF001, E501
"""What headings and short lines say where the article ends or pauses, by language.

A phrase matches a line that begins with it; one that ends in ``$`` must be the whole line.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

RELATED: Mapping[str, str] = {
    "en": "related$|related articles|related posts|related stories|related content|related links|related topics|"
    "related news|related coverage|related reading|related video|related:|related post:|related article:|related story|"
    "related roundup|you may also|you might also|you may like|more from|more on:|more to explore|more stories|more news|"
    "more in |more great|more like this|more about|more articles|more posts|read more|read also|also read|read next|read the full|"
    "read this next|recommended for|recommended reading|recommended stories|recommended articles|recommended$|see also|"
    "see more:|further reading|most read|most popular|most viewed|popular posts|popular on|popular$|popular now|trending|"
    "latest news|latest posts|latest stories|latest articles|latest$|don't miss|don’t miss|what to read next|up next|"
    "recent posts|recent articles|top stories|editors' picks|editor's picks|editors’ picks|other news|other stories|"
    "other articles|also on |also see|next article|previous article|sponsored$|sponsored content|promoted stories|"
    "around the web|from around the web|from the web|things to know|watch:|watch now|click here to|click here for|"
    "advertisement|advert$|adverts$|explore further$|more$|story continues below|article continues below|continue reading|keep reading|topics$|tags:|tags$|"
    "tagged|filed under|posted in|category:|categories:|categories$|in this article$|explore more|discover more|in other news",
    "de": "mehr zum thema|mehr zu |mehr von|mehr aus|mehr themen|mehr dazu|mehr lesen|das könnte sie|das könnte dich|"
    "das könnte euch|das könnte auch|das könnte ihnen|dies könnte|lesen sie auch|lesen sie hier|lesen sie mehr|"
    "lesen sie dazu|lies auch|lies mehr|lest auch|ähnliche artikel|ähnliche beiträge|ähnliche themen|weitere artikel|"
    "weitere beiträge|weitere themen|weitere meldungen|weitere nachrichten|weitere informationen|weitere links|"
    "weitere news|weitere aktuelle|weiterführende links|weiterführende informationen|auch interessant|auch lesen|"
    "auch spannend|passend dazu|passend zum thema|verwandte artikel|verwandte themen|verwandte beiträge|"
    "empfohlene beiträge|empfohlene artikel|empfohlener redaktioneller|empfehlungen aus|empfehlungen der|"
    "empfehlungen für|meistgelesen|schon gelesen|neueste beiträge|zum weiterlesen|aktuelle beiträge|"
    "aktuelle meldungen|aktuelle nachrichten|anzeige$|anzeige -|anzeige:|werbung$|hier weiterlesen|weiterlesen|"
    "schlagworte|schlagwörter|themen:|themen$|stichworte|markiert mit|verschlagwortet|kategorien|kategorie:|"
    "zurück zur|zurück zum|zurück$|zum thema$|zur startseite|siehe auch|interessante artikel|beliebte artikel|"
    "lade weitere|mehr laden|mehr anzeigen|quellen ausblenden|externer inhalt",
    "fr": "à lire aussi|à lire également|à lire sur|à lire$|lire aussi|lire également|lire la suite|lire plus|"
    "sur le même|articles similaires|articles liés|articles connexes|articles recommandés|vous aimerez|"
    "vous pourriez aimer|dans la même rubrique|voir aussi|voir également|pour aller plus loin|en savoir plus|"
    "les plus lus|publicité|à voir aussi|contenus sponsorisés|mots-clés|mots clés|étiquettes|retour à|nos articles|"
    "les articles les plus|plus d'articles|autres articles",
    "es": "noticias relacionadas|artículos relacionados|notas relacionadas|contenidos relacionados|temas relacionados|"
    "entradas relacionadas|contenido relacionado|relacionado$|relacionadas$|relacionados$|lea también|lea más|"
    "lea además|lea:|lee también|lee más|leer más|leer también|te puede interesar|le puede interesar|"
    "también te puede|también le puede|puede interesarte|te puede gustar|te recomendamos|le recomendamos|más sobre|"
    "más noticias|más leídas|más leídos|ver también|vea también|ver más|vea más|mira también|mirá también|"
    "quizás te interese|quizá te interese|otras noticias|artículos similares|lo más visto|lo más leído|publicidad$|"
    "temas$|temas:|etiquetas|síguenos|siguenos|seguinos|valora esta|no te pierdas",
    "it": "leggi anche|leggi pure|leggi tutto|leggi di più|articoli correlati|articoli simili|potrebbe interessarti|"
    "potrebbero interessarti|potrebbe anche interessarti|ti potrebbe|ti potrebbero|vedi anche|altri articoli|"
    "notizie correlate|i più letti|per approfondire|guarda anche|pubblicità|continua a leggere|tag:|etichette",
    "pt": "leia também|leia mais|leia ainda|leia:|veja também|veja mais|artigos relacionados|notícias relacionadas|"
    "matérias relacionadas|posts relacionados|conteúdo relacionado|você também pode|você pode gostar|"
    "você pode se interessar|pode interessar|saiba mais|mais lidas|mais lidos|outras notícias|últimas notícias|"
    "publicidade|continua depois|assuntos|nos siga|siga-nos|marcadores|voltar$",
    "nl": "lees ook|lees verder|lees meer|gerelateerde artikelen|gerelateerde berichten|gerelateerd$|meer over|"
    "meer van|meer lezen|bekijk ook|zie ook|misschien ook|aanbevolen|andere artikelen|advertentie|meest gelezen|"
    "trefwoorden|dit vind je misschien",
    "pl": "zobacz także|zobacz też|zobacz również|zobacz więcej|czytaj także|czytaj też|czytaj również|czytaj więcej|"
    "czytaj dalej|przeczytaj także|przeczytaj też|przeczytaj również|sprawdź także|sprawdź też|powiązane artykuły|"
    "powiązane|podobne artykuły|podobne wpisy|polecane|polecamy|warto przeczytać|może cię|mogą cię|więcej na temat|"
    "najczęściej czytane|najnowsze|reklama$|tagi|dowiedz się więcej|inne artykuły",
    "ru": "читайте также|читайте ещё|читайте еще|читать далее|читать также|смотрите также|похожие статьи|"
    "похожие записи|похожие материалы|похожие новости|материалы по теме|новости по теме|статьи по теме|по теме|"
    "рекомендуем|рекомендуемые|вам может|вам также|вам будет|ещё по теме|еще по теме|другие новости|другие статьи|"
    "популярное|последние новости|реклама$|теги|метки|фото$|подробнее$",
    "zh": "相关阅读|相关文章|相关新闻|相关推荐|相关链接|相关报道|延伸阅读|推荐阅读|猜你喜欢|您可能|你可能|更多文章|更多新闻|"
    "热门文章|热门新闻|热门推荐|相關文章|相關新聞|相關閱讀|相關報導|延伸閱讀|推薦閱讀|為你推薦|为你推荐|上一篇|下一篇|标签|標籤|广告$|廣告$",
    "ja": "関連記事|関連リンク|関連ニュース|関連キーワード|関連投稿|関連する|あわせて読みたい|合わせて読みたい|こちらもおすすめ|"
    "おすすめ記事|人気記事|最新記事|もっと読む|続きを読む|次に読む|前の記事|次の記事|広告$|スポンサーリンク|タグ",
    "cs": "související|mohlo by vás|čtěte také|čtěte dále|přečtěte si|reklama$",
    "sv": "läs också|läs mer|läs även|relaterat|relaterade artiklar|mer om|annons$",
    "hu": "ezek is érdekelhet|kapcsolódó|olvasd el|hirdetés$",
    "tr": "ilgili haberler|bunlar da ilginizi|benzer haberler|reklam$",
    "id": "baca juga|artikel terkait|berita terkait|iklan$",
}
"""Leads elsewhere: other articles, tags, advertisements."""

COMMENTS: Mapping[str, str] = {
    "en": "comments$|comment$|comments (|leave a comment|leave a reply|leave your comment|leave a response|"
    "post a comment|add a comment|add comment|write a comment|join the conversation|join the discussion|"
    "start the conversation|discussion$|reader comments|top comments|top rated comments|view comments|show comments|"
    "view all comments|all comments|what do you think?|tell us what you think|your email address will not|"
    "comments are closed|comments on this|be the first to comment|sign in to comment|log in to comment|"
    "please be respectful|responses to|reply$|replies$|no comments|loading comments|thoughts on|respond to this",
    "de": "kommentare$|kommentar$|kommentare zu|kommentar schreiben|kommentar verfassen|kommentar hinterlassen|"
    "kommentar abgeben|schreibe einen kommentar|schreiben sie einen|hinterlasse einen kommentar|hinterlasse eine|"
    "hinterlassen sie|diskutieren sie|diskussion$|ihre meinung|deine meinung|keine kommentare|gedanken zu|"
    "deine e-mail-adresse wird|kommentare sind|kommentarfeed|jetzt kommentieren|einen kommentar|antworten auf",
    "fr": "commentaires$|commentaire$|laisser un commentaire|laissez un commentaire|ajouter un commentaire|"
    "poster un commentaire|vos réactions|vos commentaires|réagir|votre adresse e-mail ne|réponses à|réaction|réactions",
    "es": "comentarios$|comentario$|deja un comentario|deja una respuesta|deja tu comentario|dejar un comentario|"
    "dejar una respuesta|escribe un comentario|tu dirección de correo|añadir comentario|comenta$",
    "it": "commenti$|commento$|lascia un commento|lascia una risposta|scrivi un commento|il tuo indirizzo email|"
    "aggiungi un commento|un commento",
    "pt": "comentários$|comentário$|comentários (|deixe um comentário|deixe uma resposta|deixe seu comentário|deixe o seu|"
    "deixar um comentário|o seu endereço de|comente$|escreva um comentário",
    "nl": "reacties$|reactie$|geef een reactie|laat een reactie|plaats een reactie|reageer|je e-mailadres|reacties op",
    "pl": "komentarze$|komentarz$|dodaj komentarz|skomentuj|twój adres|zostaw komentarz|komentarzy",
    "ru": "комментарии|отзывы$|добавить отзыв|комментарий$|оставить комментарий|оставьте комментарий|добавить комментарий|обсуждение$|"
    "ваш адрес email|ваш комментарий|написать комментарий",
    "zh": "评论$|发表评论|网友评论|全部评论|最新评论|留言$|評論$|發表評論|發表留言|回應$|发表回复|您的电子邮箱|发表留言",
    "ja": "コメント$|コメントを|コメントする|この記事へのコメント|メールアドレスが公開",
    "cs": "komentáře$|diskuse|diskuze|přidat komentář",
    "sv": "kommentarer$|lämna ett svar|lämna en kommentar",
    "tr": "yorumlar$|yorum yap|bir yanıt yazın",
    "id": "komentar$|tinggalkan balasan|tinggalkan komentar",
}
"""What readers say, and the form for it."""

PLEAS: Mapping[str, str] = {
    "en": "share this|share on|share:|share$|share via|share article|share the |share with|tweet$|tweet this|pin it|"
    "print$|print this|email$|e-mail$|email this|copy link|facebook$|twitter$|whatsapp$|linkedin$|pinterest$|telegram$|"
    "reddit$|instagram$|follow us|follow me|follow him|follow her|like us|like this|subscribe|sign up|signup|join our|"
    "get our|get the latest|get breaking|get notified|newsletter|our newsletter|enter your email|thank you for reading|"
    "thank you for visiting|thank you for signing|thank you for subscribing|thank you for registering|"
    "thank you for supporting|thank you for your support|thank you for your interest|thank you for your comment|"
    "thank you for your feedback|thank you for being|thank you for submitting|thank you for sharing|"
    "thanks for signing|already a subscriber|become a|support us|support our|donate|download our|"
    "to view the full|to read the full|to continue reading|to keep reading|already have an account|not a subscriber|"
    "for the latest news|for the latest stories|for more news|submit your letter|submit your story|"
    "this post contains affiliate|disclosure:|disclaimer:|"
    "image credit|photo:|photo by|image:|image via|image source|credit:|photos:|video:|source:|sources:|via:|"
    "we want to hear what|have a tip|got a tip|send us|contact us|contact the|email the|if you enjoyed|if you liked|"
    "if you like this|did you like|was this|rate this|this slideshow requires|your browser|please enable|javascript|"
    "loading|view all|see all|show all|show more|load more|view gallery|view slideshow|jump to|skip to|back to|"
    "go to|go back|table of contents|sign in|log in|register|this site uses|this website uses|we use cookies|"
    "by clicking|by submitting|by signing|i agree|accept all|privacy policy|terms of|about the author|"
    "about the writer|author bio|written by|our standards|published:|updated:|posted:|"
    "we may earn|we earn|for more information, visit|min read|minute read|reading time",
    "de": "teilen$|teilen:|teilen auf|teilen mit|artikel teilen|beitrag teilen|jetzt teilen|diesen artikel|"
    "diesen beitrag|den artikel mit|drucken$|merken$|mailen$|per mail|per e-mail|twittern|pinnen|auf facebook|"
    "auf twitter|folgen sie|folge uns|folgt uns|newsletter|zum newsletter|abonnieren|abonnement|jetzt abonnieren|"
    "jetzt anmelden|anmelden$|melden sie sich|melde dich|hier anmelden|jetzt bestellen|spenden|jetzt spenden|"
    "unterstütze|unterstützen sie|alle rechte|bildquelle|bildquellen|foto:|fotos:|bild:|bilder:|bildnachweis|titelbild|"
    "quelle:|quellen:|grafik:|text:|beitragsbild|alle angaben ohne|mit material von|lesezeit|lesedauer|"
    "über den autor|über die autorin|zur person|über uns|der autor|die autorin|datenschutz|diese website verwendet|"
    "diese webseite verwendet|diese seite verwendet|wir verwenden cookies|bitte aktiviere|javascript|zur übersicht|"
    "nach oben|seite drucken|weiterempfehlen|artikel drucken|gefällt mir|gefällt dir|hat ihnen|wie hat|"
    "rezept drucken|bewertung|jetzt bewerten|inhaltsverzeichnis|zum inhalt|sie sind aktuell nicht|nichts mehr verpassen|"
    "dieser beitrag enthält|dieser artikel enthält|dieser eintrag wurde|dieser beitrag wurde|veröffentlicht am|"
    "um weiterzulesen|um diesen artikel zu lesen|diesen artikel weiterlesen|sie haben bereits ein abo|bereits abonnent|"
    "erstellt am|aktualisiert:|stand:|publiziert:",
    "fr": "partager|crédits|partagez|imprimer|envoyer|suivez|abonnez|s'abonner|je m'abonne|inscrivez|recevez|newsletter|"
    "soutenez|faire un don|crédit|photo :|tous droits|source :|sources :|temps de lecture|à propos de l|"
    "nous utilisons|ce site utilise|s'inscrire|se connecter|haut de page|sommaire|publié le|mis à jour|votre email|"
    "j'aime ça|pour lire la suite|la suite est réservée|cet article est réservé|déjà abonné",
    "es": "compartir|comparte|compártelo|comparte esto|imprimir|suscríbete|suscribirse|suscríbase|regístrate|boletín|"
    "síguenos|sigue a|sigue leyendo|únete|todos los derechos|fuente:|foto:|con información de|tiempo de lectura|"
    "sobre el autor|este sitio|utilizamos cookies|iniciar sesión|me gusta|recibe|descarga|publicado|"
    "para seguir leyendo|para continuar leyendo|contenido exclusivo|ya eres suscriptor|ya soy suscriptor",
    "it": "condividi|condividere|stampa|seguici|segui|iscriviti|abbonati|newsletter|tutti i diritti|fonte:|foto:|"
    "riproduzione riservata|© riproduzione|tempo di lettura|questo sito|utilizziamo|accedi|mi piace|pubblicato il|"
    "ultima modifica|pubblicato da|per continuare a leggere|contenuto riservato|sei già abbonato",
    "pt": "compartilhe|compartilhar|partilhar|partilhe|imprimir|siga|inscreva|assine|newsletter|todos os direitos|"
    "fonte:|foto:|tempo de leitura|este site|utilizamos|entrar$|curtir|receba|publicado por|publicado em|baixar|"
    "para continuar lendo|conteúdo exclusivo para|já é assinante",
    "nl": "deel dit|deel op|delen$|deel:|print|volg ons|abonneer|schrijf je in|meld je aan|nieuwsbrief|"
    "alle rechten|bron:|foto:|leestijd|over de auteur|deze website|wij gebruiken|inloggen|vind ik leuk|om verder te lezen|al abonnee",
    "pl": "udostępnij|podziel się|drukuj|obserwuj|śledź nas|subskrybuj|zapisz się|newsletter|wszelkie prawa|źródło:|"
    "źródło|fot.|fot:|czas czytania|o autorze|ta strona|używamy|zaloguj|lubię to|polub nas|aby czytać dalej|masz już subskrypcję",
    "ru": "поделиться|поделитесь|распечатать|печать$|подписаться|подпишитесь|подписывайтесь|рассылка|"
    "все права|источник:|фото:|автор:|время чтения|об авторе|сайт использует|войти|мне нравится|нашли опечатку|"
    "опубликовано|чтобы продолжить чтение|чтобы читать дальше",
    "zh": "分享到|分享$|分享至|打印|关注我们|订阅|版权|版权所有|责任编辑|來源：|来源：|编辑：|作者：|字号|字体|"
    "關注我們|訂閱|責任編輯|扫一扫|扫码|全文完|讚|点赞|收藏",
    "ja": "シェア|ツイート|共有|印刷|フォロー|購読|メルマガ|会員登録|ログイン|無断転載|著作権|写真：|出典：|執筆：|文：|"
    "この記事をシェア|ブックマーク|目次",
    "id": "bagikan|ikuti kami|berlangganan|daftar$|sumber:|foto:",
}
"""What a site asks for, and small print: share, follow, subscribe, accept; credits and rights."""


ABOUT: Mapping[str, str] = {
    "en": "about the author|about the writer|about us$|about this|contact$|contacts$|contact:|media contact|press contact|"
    "for media|media enquiries|media inquiries|notes to editors|more information:|further information:|citation:",
    "de": "kontakt$|kontakt:|pressekontakt|ansprechpartner|ansprechpartnerin|ihr ansprechpartner|ihre ansprechpartnerin|rückfragen|über den autor|über die autorin|"
    "über diese reihe|über uns$|zum autor|zur autorin|zur person$|die autorin$|der autor$|autor$|herausgeber$|impressum",
    "fr": "à propos de l|contact presse|contacts presse|contact$|l'auteur$",
    "es": "sobre el autor|sobre la autora|acerca del autor|contacto$|contacto de prensa",
    "it": "sull'autore|informazioni sull'autore|contatti$|l'autore$",
    "pt": "sobre o autor|sobre a autora|contato$|contatos$",
    "nl": "over de auteur|contact$|noot voor de redactie",
    "pl": "o autorze|o autorce|kontakt dla mediów",
    "ru": "об авторе|контакты$",
    "zh": "关于作者|關於作者|作者简介|联系我们",
    "ja": "著者について|この記事を書いた人|プロフィール$|お問い合わせ$",
}
"""Who wrote and who may be asked, after the text."""

IMPRINT: Mapping[str, str] = {
    "en": "reporting by|additional reporting|contributing:|contributors:|edited by|editing by|writing by|citation:|"
    "copyright|© |all rights reserved|this document is subject to|updated at|last updated",
    "de": "copyright|mit material|quelle:|quellen:|redaktion:|bearbeitet von|mitarbeit:|aktualisiert am|zuletzt aktualisiert|"
    "nachdruck|alle rechte",
    "fr": "avec afp|avec reuters|avec agences|tous droits|mis à jour",
    "es": "con información de|con datos de|derechos reservados|todos los derechos|actualizado el|actualizado a|redacción:",
    "it": "riproduzione riservata|tutti i diritti|aggiornato il|aggiornato alle|ha collaborato|a cura di",
    "pt": "com informações|todos os direitos|atualizado em|atualizado às|colaborou|edição:|com agências",
    "nl": "alle rechten|met medewerking|bijgewerkt op",
    "pl": "wszelkie prawa|współpraca:|aktualizacja:|opracowanie:",
    "ru": "все права|при участии|обновлено:|редактор:",
    "zh": "版权|版權|编辑：|責任編輯|责任编辑",
    "ja": "無断転載|著作権|編集：|協力：",
}
"""Who helped, whose the rights are, when it changed: the last lines of a page's article."""


class Phrases:
    """One of the tables above, ready to be held against lines."""

    def __init__(self, table: Mapping[str, str]) -> None:
        phrases = [phrase for line in table.values() for phrase in line.split("|")]
        self._wholes = frozenset(phrase[:-1] for phrase in phrases if phrase.endswith("$"))
        self._beginnings: dict[str, tuple[str, ...]] = {}
        for phrase in phrases:
            if not phrase.endswith("$"):
                self._beginnings[phrase[:2]] = (*self._beginnings.get(phrase[:2], ()), phrase)

    def match(self, line: str) -> bool:
        """Whether the line begins with one of the phrases, or is one."""
        plain = _plain(line)
        return plain.rstrip(" .:!?…»>→") in self._wholes or any(
            plain.startswith(phrase) and _ends_a_word(plain, len(phrase))
            for phrase in self._beginnings.get(plain[:2], ())
        )


def _ends_a_word(text: str, end: int) -> bool:
    """Whether a word ends at this place: not within ``printing`` after ``print``. What is written without spaces has
    no such places."""
    return end == len(text) or not (text[end - 1].isalpha() and text[end].isalpha()) or text[end - 1] > _UNSPACED


_UNSPACED = "\u2e7f"
_ENOUGH = 120
_LEAD = re.compile(r"^[\W\d_]+")


@lru_cache(maxsize=256)
def _plain(line: str) -> str:
    """As much of a line as a phrase may match, folded, without what stands before its first word."""
    folded = line[:_ENOUGH].casefold().replace("\u00a0", " ")
    bare = _LEAD.sub("", folded)
    return bare if "©" not in folded[:3] else "© " + bare


def tables() -> Iterable[Mapping[str, str]]:
    """All tables of this module."""
    return (RELATED, COMMENTS, PLEAS, ABOUT, IMPRINT)


related = Phrases(RELATED)
comments = Phrases(COMMENTS)
pleas = Phrases(PLEAS)
about = Phrases(ABOUT)
imprint = Phrases(IMPRINT)


_HELPED = re.compile(
    r"contributed (?:to this (?:report|story|article)|reporting)|(?:ha|han) (?:contribuido|colaborado)|hat mitgewirkt",
    re.IGNORECASE,
)


def helped(line: str) -> bool:
    """Whether a line says who else worked on the article."""
    return len(line) < 200 and bool(_HELPED.search(line))


_PLACES = re.compile(
    r"facebook|twitter|instagram|whatsapp|telegram|youtube|linkedin|pinterest|tiktok|snapchat|reddit|spotify|flipboard|"
    r"newsletter|\bapps?\b|podcast|\bc[ah]n?n?al|kanal|boletín|rassegna|nieuwsbrief|biuletyn|рассылк|приложени|公众号|アプリ",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"(?:^|[.!?¿¡:…»”\"] ?)(?:follow|join|subscribe|sign up|download|like us|find us|listen to us|get the|"
    r"folge|folgt|folgen sie|abonnier|laden? sie|lade dir|hol dir|holen sie|"
    r"suivez|rejoignez|abonnez|téléchargez|inscrivez|recevez|únete|síguenos|sigue|suscríbete|descarga|recibe|mira|"
    r"seguici|segui|iscriviti|scarica|ricevi|siga|inscreva|assine|baixe|receba|acompanhe|volg|download|abonneer|ontvang|"
    r"śledź|obserwuj|pobierz|dołącz|zapisz|подпи[сш]|скачай|присоедин|关注|關注|下载|フォロー|登録)",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:click|sign up|subscribe|register|join|donate|order|book|shop) (?:here|now|today)(?: for more information)?[\W_]*$|"
    r"click to subscribe[\W_]*$|(?:hier|jetzt) (?:klicken|anmelden|abonnieren|bestellen)[\W_]*$|cliquez ici[\W_]*$|"
    r"(?:haz|haga|hacé) clic aquí[\W_]*$|clicca qui[\W_]*$|clique aqui[\W_]*$|klik hier[\W_]*$|kliknij tutaj[\W_]*$",
    re.IGNORECASE,
)


def recruits(line: str) -> bool:
    """Whether a line calls readers to follow, join or fetch the site elsewhere, or ends in an invitation to click."""
    places = {place.lower() for place in _PLACES.findall(line)}
    return len(places) > 1 or bool(places and _CALLS.search(line)) or bool(_HERE.search(line))
