using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <param name="Contact">Where a reply goes, if one is wanted.</param>
/// <param name="Address">The sender's network address: how often is counted by it, it is not kept.</param>
public sealed record ReportListingRequest(string ExtensionId, ReportReason? Reason, string? Text, string? Contact, string? Address)
{
    /// <summary>The person, when they are signed in.</summary>
    public Guid? Person { get; init; }
}

/// <summary>Anybody tells the operators that something is wrong with a listing. Every report is stored; nothing else changes by it.</summary>
public sealed class ReportListing(
    IDbContextFactory<PortalDb> databases, ReportSender senders, NotifyOfReport notifyOf, NotifyPeople notify, TimeProvider clock)
{
    public const int MinText = 10;
    public const int MaxText = ListingReport.MaxText;
    public const int MaxContact = ListingReport.MaxContact;

    /// <summary>Nobody finds more than this many faults in ten minutes, or in a day, and one sender cannot bury the others.</summary>
    public const int MostAtOnce = 5;

    public const int MostPerDay = 20;

    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(10);

    public async Task<Result> RunAsync(ReportListingRequest request, CancellationToken cancellationToken)
    {
        var text = request.Text?.Trim() ?? "";
        var contact = request.Contact?.Trim() ?? "";
        if (Problem(text, contact) is { } problem)
        {
            return problem;
        }

        if (request.Reason is not { } reason || !Enum.IsDefined(reason))
        {
            return Wrong("reason_missing", "reason", "Choose what it is about.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = Extension.Normalize(request.ExtensionId);
        var listing = await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(
            candidate => candidate.Registry == Extension.Marketplace && candidate.NormalizedId == id && candidate.State == ListingState.Listed, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "This extension is not listed any more, so there is nothing left to report.");
        }

        var report = (Listing: listing, Reason: reason, Text: text, Contact: contact);
        try
        {
            return await StoreAsync(report, request, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            // Another report made the key of the day at the same moment; now it is there.
            return await StoreAsync(report, request, cancellationToken);
        }
    }

    private async Task<Result> StoreAsync(
        (Listing Listing, ReportReason Reason, string Text, string Contact) sent, ReportListingRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var keys = await senders.KeysAsync(db, request.Address, cancellationToken);
        if (await LimitAsync(db, keys, request.Person, sent.Reason == ReportReason.Security, now, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var report = ListingReport.Of(sent.Listing, sent.Reason, sent.Text, sent.Contact, keys[0], request.Person, now);
        var people = await notifyOf.AddAsync(db, report, cancellationToken);
        db.Add(report);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await notify.PublishAsync(people);
        return Result.Success();
    }

    /// <summary>
    /// Counted by address and by person, so that neither another address nor another account gets round it. Security
    /// reports count by themselves: junk from an office must not stop its one report of a security problem.
    /// </summary>
    private static async Task<Error?> LimitAsync(
        PortalDb db, IReadOnlyList<string> keys, Guid? person, bool isSecurity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (day, moment) = (now.AddDays(-1), now - AtOnce);
        var alike = db.Set<ListingReport>().Where(report => report.CreatedAt > day && (report.Reason == ReportReason.Security) == isSecurity);
        var byAddress = alike.Where(report => keys.Contains(report.SenderKey));
        var byPerson = alike.Where(report => person != null && report.ReportedBy == person);
        foreach (var sent in new[] { byAddress, byPerson })
        {
            if (await sent.CountAsync(cancellationToken) >= MostPerDay)
            {
                return Error.TooMany("too_many_reports", $"{MostPerDay} reports came from you within a day. What you wrote is still here: send it tomorrow.", TimeSpan.FromDays(1));
            }

            if (await sent.CountAsync(report => report.CreatedAt > moment, cancellationToken) >= MostAtOnce)
            {
                return Error.TooMany("too_many_reports", $"{MostAtOnce} reports came from you just now. What you wrote is still here: send it in ten minutes.", AtOnce);
            }
        }

        return null;
    }

    private static Error? Problem(string text, string contact) => (text.Length, contact.Length) switch
    {
        _ when PlainText.HasHidden(text, hasLines: true) => Wrong("report_text_invalid", "text", "The text contains invisible or direction-changing characters. Paste it as plain text, or type it anew."),
        _ when PlainText.HasHidden(contact) => Wrong("contact_invalid", "contact", "The address for an answer contains invisible or direction-changing characters. Type it anew."),
        ( < MinText, _) => Wrong("report_too_short", "text", $"Say what is wrong in at least {MinText} characters, so that somebody can look at it."),
        ( > MaxText, _) => Wrong("report_too_long", "text", $"That is {text.Length} characters; the limit is {MaxText}."),
        (_, > MaxContact) => Wrong("contact_too_long", "contact", $"That is {contact.Length} characters; the limit for the address is {MaxContact}."),
        _ => null,
    };

    private static Error Wrong(string code, string field, string message) => Error.Invalid(code, message, [new ErrorDetail(field, message)]);

    public static string Words(ReportReason reason) => reason switch
    {
        ReportReason.Security => "a security problem",
        ReportReason.Misleading => "misleading name, price or words",
        ReportReason.Broken => "it does not do what it says",
        _ => "something else",
    };
}
