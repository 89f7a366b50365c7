"""Names of months as trackers and spreadsheets write them, in the large languages."""

from __future__ import annotations

from pilothouse.kit.tables.plain import bare

# January to December, forms of one month parted by bars; without marks, in small letters.
_NAMES = {
    "English": "jan|january feb|february mar|march apr|april may jun|june jul|july aug|august "
    "sep|sept|september oct|october nov|november dec|december",
    "German": "jan|januar|janner|jaenner feb|februar|feber mar|marz|mrz|maerz apr|april mai jun|juni "
    "jul|juli aug|august sep|sept|september okt|oktober nov|november dez|dezember",
    "French": "janv|janvier fev|fevr|fevrier mars avr|avril mai juin juil|juillet aout sept|septembre "
    "oct|octobre nov|novembre dec|decembre",
    "Spanish": "ene|enero feb|febrero mar|marzo abr|abril may|mayo jun|junio jul|julio ago|agosto "
    "sep|sept|septiembre|setiembre oct|octubre nov|noviembre dic|diciembre",
    "Portuguese": "jan|janeiro fev|fevereiro mar|marco abr|abril mai|maio jun|junho jul|julho ago|agosto "
    "set|setembro out|outubro nov|novembro dez|dezembro",
    "Italian": "gen|gennaio feb|febbraio mar|marzo apr|aprile mag|maggio giu|giugno lug|luglio ago|agosto "
    "set|sett|settembre ott|ottobre nov|novembre dic|dicembre",
    "Dutch": "jan|januari feb|februari mrt|maart apr|april mei jun|juni jul|juli aug|augustus "
    "sep|sept|september okt|oktober nov|november dec|december",
    "Russian": "янв|январь|января фев|февр|февраль|февраля мар|март|марта апр|апрель|апреля май|мая "
    "июн|июнь|июня июл|июль|июля авг|август|августа сен|сент|сентябрь|сентября окт|октябрь|октября "
    "ноя|нояб|ноябрь|ноября дек|декабрь|декабря",
    "Ukrainian": "січ|січень|січня лют|лютий|лютого бер|березень|березня кві|квіт|квітень|квітня "
    "тра|трав|травень|травня чер|черв|червень|червня лип|липень|липня сер|серп|серпень|серпня "
    "вер|верес|вересень|вересня жов|жовт|жовтень|жовтня лис|листоп|листопад|листопада "
    "гру|груд|грудень|грудня",
    "Polish": "sty|styczen|stycznia lut|luty|lutego mar|marzec|marca kwi|kwiecien|kwietnia maj|maja "
    "cze|czerwiec|czerwca lip|lipiec|lipca sie|sierpien|sierpnia wrz|wrzesien|wrzesnia "
    "paz|pazdziernik|pazdziernika lis|listopad|listopada gru|grudzien|grudnia",
    "Czech": "led|leden|ledna uno|unor|unora bre|brezen|brezna dub|duben|dubna kve|kveten|kvetna "
    "cvn|cerven|cervna cvc|cervenec|cervence srp|srpen|srpna zar|zari rij|rijen|rijna "
    "lis|listopad|listopadu pro|prosinec|prosince",
    "Turkish": "oca|ocak sub|subat mar|mart nis|nisan may|mayis haz|haziran tem|temmuz agu|agustos eyl|eylul "
    "eki|ekim kas|kasim ara|aralik",
    "Swedish": "jan|januari feb|februari mars apr|april maj jun|juni jul|juli aug|augusti sep|sept|september "
    "okt|oktober nov|november dec|december",
    "Danish and Norwegian": "jan|januar feb|februar mar|marts apr|april maj|mai jun|juni jul|juli aug|august "
    "sep|sept|september okt|oktober nov|november dec|des|december|desember",
    "Hungarian": "jan|januar feb|febr|februar marc|marcius apr|aprilis maj|majus jun|junius jul|julius "
    "aug|augusztus szept|szeptember okt|oktober nov|november dec|december",
    "Greek": "ιαν|ιανουαριος|ιανουαριου φεβ|φεβρουαριος|φεβρουαριου μαρ|μαρτ|μαρτιος|μαρτιου "
    "απρ|απριλιος|απριλιου μαι|μαιος|μαιου ιουν|ιουνιος|ιουνιου ιουλ|ιουλιος|ιουλιου "
    "αυγ|αυγουστος|αυγουστου σεπ|σεπτ|σεπτεμβριος|σεπτεμβριου οκτ|οκτωβριος|οκτωβριου "
    "νοε|νοεμ|νοεμβριος|νοεμβριου δεκ|δεκεμβριος|δεκεμβριου",
    "Indonesian": "jan|januari feb|februari mar|maret apr|april mei jun|juni jul|juli agu|agt|agustus "
    "sep|september okt|oktober nov|november des|desember",
}  # fmt: skip


MONTHS: dict[str, int] = {
    bare(form): number
    for names in _NAMES.values()
    for number, forms in enumerate(names.split(), 1)
    for form in forms.split("|")
}
