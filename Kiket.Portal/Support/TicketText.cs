using System.Text.RegularExpressions;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>The rules for what is written in tickets, and the files that go with it.</summary>
public sealed class TicketText(SecretFingerprint fingerprint)
{
    /// <summary>Line ends of one kind, without white space around.</summary>
    public static string Clean(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();

    /// <param name="field">The field that shows the refusal.</param>
    public Error? Problem(string text, string field, string what, int max, string? empty) =>
        PlainText.Problem(text, field, what, max, empty) ?? (Secret(text, isBinary: true) is { } hit
            ? Error.Field(
                field,
                "secret_found",
                $"{what} contains {Lower(hit.What)} ({hit.Masked}). Remove it: everyone in both organizations could use it. "
                    + "If it was ever sent to somebody, revoke it.")
            : null);

    /// <summary>The first secret in a file, as a refusal.</summary>
    /// <param name="isBinary">Only exact forms are searched.</param>
    internal Error? InFile(string text, bool isBinary)
    {
        try
        {
            return Secret(text, isBinary) is { } hit
                ? Error.Invalid(
                    "secret_found",
                    $"The file contains {Lower(hit.What)}{(hit.Line is { } line ? $" in line {line}" : "")} ({hit.Masked}). "
                        + "Remove it, then add the file again. Nothing was saved.")
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return Error.Invalid("file_unreadable", "The file couldn't be searched for secrets in time. Shorten it, then add it again.");
        }
    }

    /// <summary>Binds files that wait to the message that they are sent with.</summary>
    internal static async Task<Error?> AttachAsync(
        PortalDb db, TicketMessage message, IReadOnlyCollection<Guid>? ids, TicketSender sender, CancellationToken cancellationToken)
    {
        var wanted = (ids ?? []).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return null;
        }

        if (wanted.Count > TicketFile.MaxPerMessage)
        {
            return Error.Field(
                "attachments", "too_many_files", $"A message can have {TicketFile.MaxPerMessage} files; there are {wanted.Count}. Remove some.");
        }

        var files = await db.Set<TicketFile>()
            .Where(file => wanted.Contains(file.Id) && file.MessageId == null && file.UploadedBy == sender.UserId
                && file.OrganizationId == sender.OrganizationId)
            .ToListAsync(cancellationToken);
        if (files.Count < wanted.Count)
        {
            return Error.Field(
                "attachments", "file_not_found", "A file isn't there any more: it was removed, sent already, or waited for more than a day. Add it again.");
        }

        files.ForEach(file => file.SendWith(message));
        return null;
    }

    private SecretHit? Secret(string text, bool isBinary) => SecretScan.Search(text, fingerprint.Of, isBinary).FirstOrDefault();

    private static string Lower(string what) => what.Length > 1 && char.IsLower(what[1]) | what[1] == ' ' ? char.ToLowerInvariant(what[0]) + what[1..] : what;
}

/// <summary>Whose files a message takes.</summary>
internal sealed record TicketSender(Guid UserId, Guid OrganizationId);
