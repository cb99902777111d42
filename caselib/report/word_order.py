"""The order in which WordprocessingML wants the children of its properties (ECMA-376, part 1, annex A).

Word calls a file damaged whose properties stand in another order; other readers do not care, so nothing else would show it.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap"
    " overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc"
    " textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern"
    " position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar"
    " tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg"
    " textDirection bidi rtlGutter docGrid printerSettings",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape"
    " printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins"
    " alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle"
    " proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions"
    " doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation"
    " consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders"
    " bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing"
    " displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin"
    " drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter"
    " noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText"
    " doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults"
    " footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures"
    " forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
}
# Local names: mathPr and schemaLibrary stand among the settings with namespaces of their own.
RANKS = {qn(f"w:{name}"): {child: rank for rank, child in enumerate(order.split())} for name, order in _ORDERS.items()}


def put_in_order(document: Any) -> None:
    """Sort the properties in every part of a document that python-docx holds; those that stand right are left alone."""
    roots = [document.element, document.styles.element, document.settings.element, document.part.numbering_part.element]
    for section in document.sections:
        roots += [part._element for part in (section.header, section.footer) if not part.is_linked_to_previous]
    for root in roots:
        for parent in root.iter(*RANKS):
            _sort(parent, RANKS[parent.tag])


def misplaced(root: Any) -> list[str]:
    """The properties below a root whose children stand in a wrong order, or are none of theirs."""
    return [str(parent.tag).rpartition("}")[2] for parent in root.iter(*RANKS) if (ranks := _ranks(parent, RANKS[parent.tag])) != sorted(ranks)]


def _ranks(parent: Any, ranks: dict[str, int]) -> list[int]:
    return [ranks.get(str(child.tag).rpartition("}")[2], len(ranks)) for child in parent]


def _sort(parent: Any, ranks: dict[str, int]) -> None:
    found = _ranks(parent, ranks)
    if found != sorted(found):
        parent[:] = [child for _, child in sorted(zip(found, parent, strict=True), key=lambda pair: pair[0])]
