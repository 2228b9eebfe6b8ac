using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>
/// Makes an edit of a listing live: words, pictures, categories, support and links, checked by the rules of the wizard. Reviewers look at some edits
/// afterwards. Another price waits for a reviewer, and all other terms stay as they were approved, so customers need not agree to anything.
/// </summary>
public sealed class PublishListingEdit(
    UnitOfWork unit, EditListing edit, AddOffer addOffer, ConfirmedPeople confirmed, SubmissionAccess access, NotifyPeople notify)
{
    /// <summary>For each extension, so that reviewers can follow.</summary>
    public const int MostPerDay = 20;

    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => PublishAsync(work, submissionId, actor, cancellationToken),
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));

    private async Task<Result> PublishAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.State == SubmissionState.Edited)
        {
            // The second click of a double click: the first one succeeded.
            return Result.Success();
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        if (await OrganizationSuspension.ProblemAsync(db, submission.OrganizationId, cancellationToken) is { } suspended)
        {
            return suspended;
        }

        if (submission.State != SubmissionState.Editing
            || await EditedListing.FindAsync(db, submission.ExtensionKey!.Value, submission.OrganizationId, cancellationToken)
                is not { State: not ListingState.Removed } listing)
        {
            return StartListingEdit.NotListed(submission.ExtensionId ?? "This");
        }

        var shown = await EditedListing.OfAsync(db, listing, cancellationToken);
        var (pictures, after) = (shown.Pictures(submission), shown.After(submission));
        var proposed = after.Pricing.Charged().IsSame(shown.Shown.Pricing.Charged()) ? null : after.Pricing.Charged();
        IReadOnlyList<DetailsChange> texts = [.. shown.Texts(submission).Where(text => text.Field != EditedFields.Price)];
        if (await RefusalAsync(db, submission, listing, new EditParts(texts, pictures, proposed), now, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (author, details) = (SubmissionAccess.Publisher(actor), after with { Pricing = shown.Shown.Pricing });
        if (submission.PublishEdit(details, author, now) is { Succeeded: false } refused)
        {
            return refused;
        }

        if (proposed is not null)
        {
            await ProposeAsync(work, submission, listing, proposed, actor, cancellationToken);
        }

        work.Refresh(() => access.PublishAsync(submission));
        if (texts.Count == 0 && pictures is null)
        {
            return Result.Success();
        }

        var offer = await OfferAsync(db, listing, details, actor, cancellationToken);
        await edit.RunAsync(work, listing, details, ListingFilesOf.Public(submission), offer, cancellationToken);
        await PublishFiles.RunAsync(db, submission, now, cancellationToken);
        db.Add(ListingEdit.Of(submission, listing, texts, pictures, author, now));
        work.Audit(
            actor,
            "listing.edited",
            new AuditSubject("listing", listing.ExtensionId),
            listing.OrganizationId,
            before: Recorded(texts, pictures, text => text.Left, change => change.Before),
            after: Recorded(texts, pictures, text => text.Right, change => change.After));
        work.Raise(new ListingEdited(listing.ExtensionKey, submission.Id));
        return Result.Success();
    }

    /// <summary>A reviewer compares it with the current offer.</summary>
    private async Task ProposeAsync(
        Work work, Submission submission, Listing listing, Pricing pricing, Actor actor, CancellationToken cancellationToken)
    {
        var current = await OfferQueries.CurrentAsync(work.Db, listing.ReleaseId, cancellationToken);
        var change = OfferChange.Of(listing, current, pricing, actor, work.Now);
        work.Db.Add(change);
        work.Audit(
            actor, "listing.price_proposed", new AuditSubject("listing", listing.ExtensionId), listing.OrganizationId,
            before: new { current.Terms.Pricing }, after: new { change.Pricing });
        var reviewers = await SubmissionReviewers.WhoMayDecideAsync(work.Db, submission, cancellationToken);
        await notify.AddAsync(
            work.Db,
            reviewers,
            new NotificationDraft(
                NotificationKind.Review, "listing.price_proposed", change.Id.ToString(), $"{listing.Name} {listing.Version} is to get another price",
                string.Join(' ', OfferDifference.Between(current.Terms, current.Terms with { Pricing = pricing }).Select(one => one.Text)), "/review/prices"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(reviewers));
    }

    private static async Task<Error?> RefusalAsync(
        PortalDb db,
        Submission submission,
        Listing listing,
        EditParts parts,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (submission.EditedReleaseId != listing.ReleaseId)
        {
            return Error.Conflict(
                "release_changed",
                $"{listing.Version} is listed since you began. Reload the page: your changes move to {listing.Version}, then publish them.");
        }

        var texts = parts.Texts;
        if (texts.Count == 0 && parts is { Pictures: null, Price: null })
        {
            return Error.Conflict("nothing_changed", "The listing shows the same already. Change something, then publish it.");
        }

        if (texts.FirstOrDefault(text => EditedFields.IsTerm(text.Field)) is { } term)
        {
            return Error.Conflict(
                "terms_need_a_version", $"{term.Title} is part of what customers agreed to, so it changes with a new version that reviewers approve.");
        }

        if (parts.Price is not null
            && await db.Set<OfferChange>().AnyAsync(
                change => change.ExtensionKey == listing.ExtensionKey && change.State == OfferChangeState.Waiting, cancellationToken))
        {
            return Error.Conflict("price_waits", "Another price of yours waits for a reviewer. Withdraw it first, then propose this one.");
        }

        var facts = await ReadinessQueries.FactsAsync(db, submission, now, cancellationToken);
        if (SubmitSubmission.Refusal(SubmissionReadiness.Check(submission, facts)) is { } notReady)
        {
            return notReady;
        }

        if (texts.Any(text => text.Field == "name")
            && await FindLookalikes.OfNameAsync(db, submission, cancellationToken) is [var like, ..])
        {
            return Error.Field(
                "listing.name", "name_looks_like", $"The name looks like {like}. Choose another one, or give a reviewer the reason with a new version.");
        }

        var day = now.AddDays(-1);
        return await db.Set<ListingEdit>().CountAsync(done => done.ExtensionKey == listing.ExtensionKey && done.EditedAt > day, cancellationToken) >= MostPerDay
            ? Error.TooMany(
                "too_many_edits",
                $"The listing was edited {MostPerDay} times within a day. Your changes are saved; publish them tomorrow.",
                TimeSpan.FromDays(1))
            : null;
    }

    /// <summary>The same terms with the new support and links: as another offer of the release, because what customers agreed to never changes.</summary>
    private async Task<Offer> OfferAsync(PortalDb db, Listing listing, ListingDetails details, Actor actor, CancellationToken cancellationToken)
    {
        var current = await OfferQueries.CurrentAsync(db, listing.ReleaseId, cancellationToken);
        var terms = current.Terms with { Support = details.Support.Frozen(), Links = details.Links };
        return current.Terms.Support == terms.Support && current.Terms.Links == terms.Links
            ? current
            : await addOffer.RunAsync(db, listing.ReleaseId, terms, actor.Name, cancellationToken);
    }

    /// <param name="Price">What is proposed; null when the price stays.</param>
    private sealed record EditParts(IReadOnlyList<DetailsChange> Texts, PictureChange? Pictures, Pricing? Price);

    private static Dictionary<string, string> Recorded(
        IReadOnlyList<DetailsChange> texts, PictureChange? pictures, Func<DetailsChange, string> side, Func<PictureChange, ListingFiles> files)
    {
        var recorded = texts.ToDictionary(text => text.Title, side, StringComparer.Ordinal);
        if (pictures is { IsIcon: true })
        {
            recorded["Icon"] = files(pictures).Icon is null ? "none" : "a picture";
        }

        if (pictures is { AreScreenshots: true })
        {
            recorded["Screenshots"] = files(pictures).Screenshots is { Count: > 0 } shots ? string.Join("; ", shots.Select(shot => shot.Caption)) : "none";
        }

        return recorded;
    }
}
