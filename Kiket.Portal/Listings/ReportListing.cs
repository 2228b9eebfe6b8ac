using System.Threading.RateLimiting;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings;

/// <summary>What a reader thinks is wrong with a listing.</summary>
public enum ReportReason
{
    Security,
    Misleading,
    Broken,
    Other,
}

/// <param name="Contact">Where an answer goes, if one is wanted.</param>
/// <param name="Address">The sender's network address: how often is counted by it, it is not kept.</param>
public sealed record ReportListingRequest(string ExtensionId, ReportReason? Reason, string? Text, string? Contact, string? Address);

/// <summary>Anybody tells the operators that something is wrong with a listing. Nothing changes by it but what they know.</summary>
public sealed class ReportListing(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, NotifyPeople notify, TimeProvider clock) : IDisposable
{
    public const int MinText = 10;
    public const int MaxText = 1000;
    public const int MaxContact = 200;

    /// <summary>More reports of one listing tell operators nothing new within a day.</summary>
    private const int MostPerListing = 20;

    private const int MostPerAddress = 5;

    private readonly PartitionedRateLimiter<string> _senders = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = MostPerAddress, Window = TimeSpan.FromMinutes(10) }));

    public void Dispose() => _senders.Dispose();

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

        using var lease = _senders.AttemptAcquire(request.Address ?? "unknown");
        if (!lease.IsAcquired)
        {
            return Error.TooMany("too_many_reports", "Several reports came from your address just now. What you wrote is still here: send it in ten minutes.", TimeSpan.FromMinutes(10));
        }

        return await TellAsync(db, listing, reason, text, contact, cancellationToken);
    }

    private static Error? Problem(string text, string contact) => (text.Length, contact.Length) switch
    {
        ( < MinText, _) => Wrong("report_too_short", "text", $"Say what is wrong in at least {MinText} characters, so that somebody can look at it."),
        ( > MaxText, _) => Wrong("report_too_long", "text", $"That is {text.Length} characters; keep it to {MaxText}."),
        (_, > MaxContact) => Wrong("contact_too_long", "contact", $"Keep the address for an answer to {MaxContact} characters."),
        _ => null,
    };

    private static Error Wrong(string code, string field, string message) => Error.Invalid(code, message, [new ErrorDetail(field, message)]);

    private async Task<Result> TellAsync(PortalDb db, Listing listing, ReportReason reason, string text, string contact, CancellationToken cancellationToken)
    {
        var people = await platform.WithRoleAsync(PlatformRoles.Operator, cancellationToken);
        people = people.Count > 0 ? people : await platform.WithRoleAsync(PlatformRoles.Reviewer, cancellationToken);
        if (people.Count == 0)
        {
            return Error.Unavailable("nobody_to_tell", "This marketplace has no operator yet who could read a report. Write to the publisher's support instead.");
        }

        var draft = new NotificationDraft(
            NotificationKind.Support,
            "listing.reported",
            $"{listing.NormalizedId}:{Guid.CreateVersion7(clock.GetUtcNow())}",
            $"Report on {listing.Name}: {Words(reason)}",
            text + (contact.Length > 0 ? $"\n\nAnswer to: {contact}" : "\n\nNo answer is asked for."),
            "/marketplace/" + Uri.EscapeDataString(listing.ExtensionId));
        var since = clock.GetUtcNow().AddDays(-1);
        var key = $"listing.reported:{listing.NormalizedId}:";
        var one = people[0];
        if (await db.Set<Notification>().CountAsync(told => told.UserId == one && told.Key.StartsWith(key) && told.CreatedAt > since, cancellationToken) >= MostPerListing)
        {
            // The operators know: one more tells them nothing, and whoever writes has done their part.
            return Result.Success();
        }

        await notify.AddAsync(db, people, draft, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await notify.PublishAsync(people);
        return Result.Success();
    }

    public static string Words(ReportReason reason) => reason switch
    {
        ReportReason.Security => "a security problem",
        ReportReason.Misleading => "misleading name, price or words",
        ReportReason.Broken => "it does not do what it says",
        _ => "something else",
    };
}
