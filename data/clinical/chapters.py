"""Which codes of ICD-10 belong to which body system, by the three characters before the point."""

from __future__ import annotations

from collections.abc import Mapping

from data.clinical.knowledge import ClinicalError, Diagnosis

#: First and last category of each block of the WHO edition that a system draws on. Infections,
#: tumours and symptoms have chapters of their own there, whichever organ they are of. A system
#: that is not listed may use any code.
CODES: Mapping[str, str] = {
    "cardiovascular": "I00-I99 Q20-Q28 R00-R09 R55-R57",
    "dermatological": "L00-L99 B00-B09 B35-B36 B85-B89 C43-C44 D22-D23",
    "ear_nose_throat": "H60-H95 J00-J06 J30-J39 C00-C14 C30-C32",
    "endocrine_metabolic": "E00-E90 C73-C75 D34-D35",
    "gastrointestinal": "K00-K67 K90-K93 A00-A09 C15-C21 D12-D13",
    "gynaecological_obstetric": "N60-N64 N70-N98 O00-O99 C50-C58 D24-D28 E28",
    "haematological": "D50-D89 C81-C96 D45-D47",
    "hepatobiliary": "K70-K87 B15-B19 C22-C25 E83",
    "infectious": "A00-A99 B00-B99 J09-J11 L00-L08 U04-U10",
    "neurological": "G00-G99 C70-C72 D32-D33 I60-I69 S06",
    "ophthalmological": "H00-H59 C69",
    "paediatric": "P00-P96 Q00-Q99 A00-A99 B00-B99 D69 J00-J06 J20-J22 K56 M30",
    "psychiatric": "F00-F99",
    "renal_urological": "N00-N51 C60-C68 D29-D30",
    "respiratory": "J00-J99 A15-A16 C33-C39 D86 I26-I28",
    "rheumatological": "M00-M99 G83",
    "toxicological": "T36-T78 F10-F19",
}


def check_code(diagnosis: Diagnosis) -> None:
    """The code lies in a block of the system in whose folder the diagnosis is.

    Raises:
        ClinicalError: naming the code and the blocks.
    """
    blocks = CODES.get(diagnosis.system, "").split()
    category = diagnosis.icd10[:3]
    if blocks and not any(first <= category <= last for first, last in map(_ends, blocks)):
        raise ClinicalError(
            f"{diagnosis.id}: {diagnosis.icd10} is no code of {diagnosis.system}, which has "
            f"{', '.join(blocks)}; correct it, or move the diagnosis to the folder of its system"
        )


def _ends(block: str) -> tuple[str, str]:
    first, _, last = block.partition("-")
    return first, last or first
