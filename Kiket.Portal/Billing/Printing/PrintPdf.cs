using PdfSharp.UniversalAccessibility;

namespace Kiket.Portal.Billing.Printing;

/// <summary>
/// Prints a document as PDF: with a title, a language, and tags by which screen readers find headings and the cells of tables. The bytes differ
/// each time, so they are stored with the document.
/// </summary>
public static class PrintPdf
{
    private const int FactsInRow = 3;

    public static byte[] Write(PrintedDocument document)
    {
        using var sheet = new PdfSheet(document);
        sheet.Text(document.Title, PdfSheet.Heading, PdfBlockLevelElementTag.Heading1);
        sheet.Skip(PdfSheet.Gap);
        foreach (var row in document.Facts.Chunk(FactsInRow))
        {
            sheet.Facts(row, FactsInRow);
        }

        foreach (var table in document.Tables)
        {
            Table(sheet, table);
        }

        Totals(sheet, document.Totals);
        foreach (var note in document.Notes.Append($"{document.Number}.csv has every line for spreadsheets. Its SHA-256 is {document.CsvSha256}."))
        {
            sheet.Skip(PdfSheet.Gap / 2);
            sheet.Text(note, PdfSheet.Plain, PdfBlockLevelElementTag.Paragraph);
        }

        return sheet.Save();
    }

    private static void Table(PdfSheet sheet, PrintedTable table)
    {
        sheet.Skip(PdfSheet.Gap);
        sheet.Text(table.Title, PdfSheet.Strong, PdfBlockLevelElementTag.Heading2, together: 3);
        sheet.BeginTable(table.Columns);
        foreach (var row in table.Rows)
        {
            sheet.Row(row);
        }

        if (table.Total is { } total)
        {
            sheet.Row(total, isTotal: true);
        }

        sheet.EndTable();
    }

    private static void Totals(PdfSheet sheet, IReadOnlyList<PrintedFact> totals)
    {
        if (totals.Count == 0)
        {
            return;
        }

        sheet.Skip(PdfSheet.Gap);
        sheet.BeginTable([new PrintedColumn("", 0.75), new PrintedColumn("", 0.25, IsAmount: true)], hasTitles: false);
        foreach (var (index, total) in totals.Index())
        {
            sheet.Row([total.Label, total.Text], isTotal: index == totals.Count - 1);
        }

        sheet.EndTable();
    }
}
