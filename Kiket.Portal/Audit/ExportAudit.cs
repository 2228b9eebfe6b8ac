using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;

namespace Kiket.Portal.Audit;

public enum AuditFormat
{
    /// <summary>For spreadsheets: one line an entry, before and after in words.</summary>
    Csv,

    /// <summary>For programs: one JSON object a line, before and after as they were recorded.</summary>
    JsonLines,
}

/// <summary>
/// Writes what a filter shows, newest first. Read page by page and written as it is read, so a log of any length takes the memory of one page,
/// and a reader who is slow holds no transaction open.
/// </summary>
public sealed class ExportAudit(AuditQueries queries)
{
    private const int PageSize = 500;

    private static readonly string[] Columns =
        ["Time (UTC)", "Person", "By API token", "Action", "Subject", "Subject id", "What changed", "From address", "Organization id", "Entry id"];

    public async Task RunAsync(AuditScope scope, AuditFilter filter, AuditFormat format, Stream output, CancellationToken cancellationToken)
    {
        // Spreadsheets take a file without the mark for one in the machine's own old encoding.
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: format == AuditFormat.Csv), leaveOpen: true);
        if (format == AuditFormat.Csv)
        {
            await writer.WriteAsync(Row(Columns).AsMemory(), cancellationToken);
        }

        AuditCursor? after = null;
        do
        {
            var page = await queries.PageAsync(scope, filter, after, PageSize, cancellationToken);
            foreach (var entry in page.Entries)
            {
                await writer.WriteAsync((format == AuditFormat.Csv ? Csv(entry) : Json(entry)).AsMemory(), cancellationToken);
            }

            await writer.FlushAsync(cancellationToken);
            after = page.Older;
        }
        while (after is not null);
    }

    private static string Csv(AuditEntry entry) => Row(
        entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        entry.ActorName,
        entry.TokenId is null ? "no" : "yes",
        entry.Action,
        entry.SubjectType,
        entry.SubjectId,
        AuditWords.Line(entry.Before, entry.After),
        entry.Address ?? "",
        entry.OrganizationId?.ToString() ?? "",
        entry.Id.ToString());

    private static string Row(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>
    /// Quoted (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front, because names and texts in a log are
    /// written by anybody (OWASP, "CSV injection").
    /// </summary>
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Json(AuditEntry entry) => JsonSerializer.Serialize(
        new
        {
            id = entry.Id,
            at = entry.At,
            organization_id = entry.OrganizationId,
            actor = new { id = entry.ActorId, name = entry.ActorName, token_id = entry.TokenId, address = entry.Address },
            action = entry.Action,
            subject = new { type = entry.SubjectType, id = entry.SubjectId },
            before = Node(entry.Before),
            after = Node(entry.After),
        },
        JsonColumn.Options) + "\n";

    private static JsonNode? Node(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }
}
