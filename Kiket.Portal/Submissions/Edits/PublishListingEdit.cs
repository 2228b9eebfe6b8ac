using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>
/// Makes an edit of a listing live: words, pictures, categories, support and links, checked by the rules of the wizard. Terms stay as they were
/// approved, so customers need not agree to anything. Reviewers look at some edits afterwards.
/// </summary>
public sealed class PublishListingEdit(
    UnitOfWork unit, EditListing edit, AddOffer addOffer, ConfirmedPeople confirmed, SubmissionAccess access)
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

        if (submission.State != SubmissionState.Editing
            || await EditedListing.FindAsync(db, submission.ExtensionKey!.Value, submission.OrganizationId, cancellationToken)
                is not { State: not ListingState.Removed } listing)
        {
            return StartListingEdit.NotListed(submission.ExtensionId ?? "This");
        }

        var shown = await EditedListing.OfAsync(db, listing, cancellationToken);
        var (texts, pictures) = (shown.Texts(submission), shown.Pictures(submission));
        if (await RefusalAsync(db, submission, listing, texts, pictures, now, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (author, details) = (SubmissionAccess.Publisher(actor), shown.After(submission));
        if (submission.PublishEdit(details, author, now) is { Succeeded: false } refused)
        {
            return refused;
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
        work.Refresh(() => access.PublishAsync(submission));
        return Result.Success();
    }

    private static async Task<Error?> RefusalAsync(
        PortalDb db,
        Submission submission,
        Listing listing,
        IReadOnlyList<DetailsChange> texts,
        PictureChange? pictures,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (submission.EditedReleaseId != listing.ReleaseId)
        {
            return Error.Conflict(
                "release_changed",
                $"{listing.Version} is listed since you began. Reload the page: your changes move to {listing.Version}, then publish them.");
        }

        if (texts.Count == 0 && pictures is null)
        {
            return Error.Conflict("nothing_changed", "The listing shows the same already. Change something, then publish it.");
        }

        if (texts.FirstOrDefault(text => EditedFields.IsTerm(text.Field)) is { } term)
        {
            return Error.Conflict(
                "terms_need_a_version", $"{term.Title} is part of what customers agreed to, so it changes with a new version that reviewers approve.");
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
        var terms = current.Terms with { Support = details.Support.Frozen, Links = details.Links };
        return current.Terms.Support == terms.Support && current.Terms.Links == terms.Links
            ? current
            : await addOffer.RunAsync(db, listing.ReleaseId, terms, actor.Name, cancellationToken);
    }

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
