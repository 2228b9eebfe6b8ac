using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <param name="Contact">Where to send a reply; may be empty.</param>
/// <param name="Address">The sender's network address. Reports are counted by it; it isn't stored.</param>
public sealed record ReportListingRequest(string ExtensionId, ReportReason? Reason, string? Text, string? Contact, string? Address)
{
    /// <summary>The person, when they are signed in.</summary>
    public Guid? Person { get; init; }
}

/// <summary>Anyone can report a listing to the operators. The report is stored; the listing doesn't change.</summary>
public sealed class ReportListing(
    UnitOfWork unit, ReportSender senders, NotifyOfReport notifyOf, NotifyPeople notify)
{
    public const int MinText = 10;
    public const int MaxText = ListingReport.MaxText;
    public const int MaxContact = ListingReport.MaxContact;

    /// <summary>Limits for ten minutes and for a day, so that one sender can't bury the reports of others.</summary>
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
            return Wrong("reason_missing", "reason", "Choose what the report is about.");
        }

        // Two reports can create the day's key at the same moment; the later one runs again and finds it.
        return await unit.RunAsync(work => StoreAsync(work, request, reason, text, contact, cancellationToken), cancellationToken);
    }

    private async Task<Result> StoreAsync(
        Work work, ReportListingRequest request, ReportReason reason, string text, string contact, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var id = Extension.Normalize(request.ExtensionId);
        var listing = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>().AsNoTracking())
            .SingleOrDefaultAsync(candidate => candidate.NormalizedId == id, cancellationToken);
        if (listing is null)
        {
            return Error.NotFound("listing_not_found", "This extension is no longer listed, so there is nothing to report.");
        }

        var keys = await senders.KeysAsync(db, request.Address, cancellationToken);
        if (await LimitAsync(db, keys, request.Person, reason == ReportReason.Security, now, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var report = ListingReport.Of(listing, reason, text, contact, keys[0], request.Person, now);
        var people = await notifyOf.AddAsync(db, report, cancellationToken);
        db.Add(report);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }

    /// <summary>
    /// Counted by address and by person, so that neither another address nor another account evades the limit. Security
    /// reports are counted separately: junk from an office must not prevent its one report of a security problem.
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
                return Error.TooMany(
                    "too_many_reports", $"You sent {MostPerDay} reports within a day. Your text is still here. Send it tomorrow.", TimeSpan.FromDays(1));
            }

            if (await sent.CountAsync(report => report.CreatedAt > moment, cancellationToken) >= MostAtOnce)
            {
                return Error.TooMany(
                    "too_many_reports", $"You just sent {MostAtOnce} reports. Your text is still here. Send it in ten minutes.", AtOnce);
            }
        }

        return null;
    }

    private static Error? Problem(string text, string contact) => (text.Length, contact.Length) switch
    {
        _ when PlainText.HasHidden(text, hasLines: true) => Wrong(
            "report_text_invalid", "text", "The text contains invisible or direction-changing characters. Paste it as plain text, or type it again."),
        _ when PlainText.HasHidden(contact) => Wrong(
            "contact_invalid", "contact", "The address for a reply contains invisible or direction-changing characters. Type it again."),
        ( < MinText, _) => Wrong("report_too_short", "text", $"Describe the problem in at least {MinText} characters."),
        ( > MaxText, _) => Wrong("report_too_long", "text", $"The text has {text.Length} characters. Use at most {MaxText}."),
        (_, > MaxContact) => Wrong(
            "contact_too_long", "contact", $"The address for a reply has {contact.Length} characters. Use at most {MaxContact}."),
        _ => null,
    };

    private static Error Wrong(string code, string field, string message) => Error.Invalid(code, message, [new ErrorDetail(field, message)]);

    public static string Words(ReportReason reason) => reason switch
    {
        ReportReason.Security => "a security problem",
        ReportReason.Misleading => "a misleading name, price or text",
        ReportReason.Broken => "it does not do what it says",
        _ => "something else",
    };
}
