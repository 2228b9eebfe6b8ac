using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Kiket.Portal.Billing.Printing;

/// <summary>A file for spreadsheets: UTF-8 with a byte order mark, lines end with CRLF.</summary>
internal static class CsvFile
{
    /// <summary>What a name must not begin with: a spreadsheet would run it as a formula. Amounts stay as they are.</summary>
    private static readonly char[] Formulas = ['=', '+', '-', '@', '\t', '\r'];

    public static byte[] Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }))
        {
            foreach (var row in rows.Prepend(columns))
            {
                foreach (var cell in row)
                {
                    csv.WriteField(cell);
                }

                csv.NextRecord();
            }
        }

        return bytes.ToArray();
    }

    public static string Safe(string text) => text.Length > 0 && Formulas.Contains(text[0]) ? "'" + text : text;

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Dollars(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
