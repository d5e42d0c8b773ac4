"""Reports written anew on the same lines: other names and figures make another article, in each language."""

import pytest

from wirecopy.dedupe.fingerprint import fingerprint
from wirecopy.dedupe.verdict import Verdict, judge

REPORTS = {
    "en": """
        On {day} night there was a fire in a barn near {village}. The alarm was given at {hour} by a neighbour who had
        seen the smoke from the road. When the men of the brigade of {town} came to the yard, the roof was already in
        flames, and it took them {hours} hours to put them out. The farmer, {farmer}, was taken to the hospital of
        {town} because he had tried to lead the {many} cows out of it by himself. The damage is put at {cost} pounds by
        the police, who do not yet know how it came to the fire.
    """,
    "de": """
        In der Nacht auf {day} hat es in einer Scheune bei {village} gebrannt. Um {hour} Uhr wurde die Feuerwehr von
        einem Nachbarn gerufen, der den Rauch von der Straße aus gesehen hatte. Als die Wehr aus {town} auf dem Hof
        war, stand das Dach schon in Flammen, und es dauerte {hours} Stunden, bis sie gelöscht waren. Der Bauer
        {farmer} kam in die Klinik von {town}, weil er versucht hatte, die {many} Kühe selbst aus dem Stall zu führen.
        Der Schaden wird von der Polizei auf {cost} Euro geschätzt; wie es zu dem Brand kam, ist noch nicht bekannt.
    """,
    "fr": """
        Dans la nuit de {day}, un incendie a éclaté dans une grange près de {village}. L'alerte a été donnée à {hour}
        par un voisin qui avait vu la fumée depuis la route. Quand les pompiers de {town} sont arrivés dans la cour, le
        toit était déjà en flammes, et il leur a fallu {hours} heures pour les éteindre. Le fermier, {farmer}, a été
        conduit à la clinique de {town} parce qu'il avait voulu faire sortir lui-même les {many} vaches. Les dégâts
        sont estimés par la police à {cost} euros, et la cause du feu n'est pas encore connue.
    """,
    "es": """
        En la noche de {day} se produjo un incendio en un granero cerca de {village}. La alarma la dio a las {hour} un
        vecino que había visto el humo desde la carretera. Cuando los bomberos de {town} llegaron al patio, el techo ya
        estaba en llamas, y tardaron {hours} horas en apagarlas. El granjero, {farmer}, fue llevado al hospital de
        {town} porque había querido sacar él mismo a las {many} vacas. La policía calcula los daños en {cost} euros, y
        no se sabe todavía por qué se produjo el fuego.
    """,
    "it": """
        Nella notte di {day} è scoppiato un incendio in un fienile vicino a {village}. L'allarme è stato dato alle
        {hour} da un vicino che aveva visto il fumo dalla strada. Quando i pompieri di {town} sono arrivati nel
        cortile, il tetto era già in fiamme, e ci sono volute {hours} ore per spegnerle. Il contadino, {farmer}, è
        stato portato nella clinica di {town} perché aveva cercato di far uscire da solo le {many} mucche. I danni sono
        stimati dalla polizia in {cost} euro, e la causa del fuoco non è ancora nota.
    """,
    "pt": """
        Na noite de {day} houve um incêndio num celeiro perto de {village}. O alarme foi dado às {hour} por um vizinho
        que tinha visto o fumo da estrada. Quando os bombeiros de {town} chegaram ao pátio, o telhado já estava em
        chamas, e foram precisas {hours} horas para as apagar. O lavrador, {farmer}, foi levado para o hospital de
        {town} porque tinha tentado tirar ele mesmo as {many} vacas. Os danos são calculados pela polícia em {cost}
        euros, e a causa do fogo ainda não é conhecida.
    """,
}
SPUN = {
    "en": {"fire": "blaze", "neighbour": "resident", "yard": "farmstead", "already": "by then", "tried": "attempted"},
    "de": {"gebrannt": "gelodert", "Nachbarn": "Anwohner", "Hof": "Gut", "Flammen": "Feuer", "versucht": "probiert"},
    "fr": {"incendie": "sinistre", "voisin": "riverain", "cour": "ferme", "fermier": "paysan", "vaches": "bêtes"},
    "es": {"incendio": "siniestro", "vecino": "lugareño", "patio": "corral", "granjero": "labrador", "fuego": "foco"},
    "it": {"incendio": "rogo", "vicino che": "passante che", "cortile": "podere", "contadino": "mezzadro"},
    "pt": {"incêndio": "sinistro", "vizinho": "morador", "pátio": "terreiro", "lavrador": "agricultor", "fogo": "foco"},
}
HERE = {"village": "Aldersby", "town": "Kerrow", "farmer": "Jon Tarrel"}
THERE = {"village": "Mosterton", "town": "Velbury", "farmer": "Abel Quist"}
FEW = {"day": 3, "hour": "23.40", "hours": 4, "many": 31, "cost": 250_000}
MANY = {"day": 19, "hour": "2.15", "hours": 7, "many": 64, "cost": 900_000}


def held_against(language: str, first: dict[str, object], second: dict[str, object]) -> Verdict:
    texts = (" ".join(REPORTS[language].format(**facts).split()) for facts in (first, second))
    return judge(*(fingerprint(text, language=language).signature for text in texts))


@pytest.mark.parametrize("language", REPORTS)
@pytest.mark.parametrize(
    ("facts", "disagreed"),
    [(THERE | MANY, {"numbers", "names"}), (HERE | MANY, {"numbers"}), (THERE | FEW, {"names"})],
    ids=["another fire", "another fire there", "another fire of the same size"],
)
def test_a_report_on_the_same_lines_is_another_article(language, facts, disagreed):
    found = held_against(language, HERE | FEW, facts)
    if language == "de":  # writes every noun with a capital, so that names are not told there
        disagreed = disagreed - {"names"}
    assert found.copies is not bool(disagreed)
    assert not found.contained
    assert set(found.disagreed) == disagreed


@pytest.mark.parametrize("language", REPORTS)
def test_a_spun_report_is_a_copy(language):
    text = " ".join(REPORTS[language].format(**HERE, **FEW).split())
    spun = text
    for word, other in SPUN[language].items():
        assert word in spun
        spun = spun.replace(word, other)
    found = judge(fingerprint(text).signature, fingerprint(spun).signature)
    assert found.copies
    assert found.density < 0.97
