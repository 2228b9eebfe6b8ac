using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// The state in which a journey begins, made by the use cases behind the wizard's buttons: the walk through the wizard
/// itself is <see cref="RepositoryBecomesListing"/>'s.
/// </summary>
internal sealed class SeededDraft
{
    private const string Organization = "acme";

    private readonly IServiceProvider _services;
    private readonly Actor _publisher;
    private readonly Guid _id;

    private SeededDraft(IServiceProvider services, Actor publisher, Guid id) => (_services, _publisher, _id) = (services, publisher, id);

    /// <summary>The page of the submission once it was submitted.</summary>
    public string Submission => $"/orgs/{Organization}/extensions/submissions/{_id}";

    /// <summary>The wizard at one of its steps.</summary>
    public string Step(WizardStep step) => WizardSteps.Address(Organization, _id, step);

    /// <summary>A draft of acme whose repository was read and checked.</summary>
    /// <param name="registry">Acme's own for an extension that only its members see.</param>
    public static async Task<SeededDraft> ReadAsync(
        PortalServer portal, string url = DemoSamples.ReadyUrl, string registry = Extension.Marketplace)
    {
        var publisher = await PublisherAsync(portal.Services);
        var id = Done(await portal.Services.GetRequiredService<StartSubmission>()
            .RunAsync(Organization, registry, publisher, CancellationToken.None));
        Done(await portal.Services.GetRequiredService<ReadRepository>().RunAsync(
            new ReadRepositoryRequest(id, url, Reference: null, Token: null, publisher), progress: null, CancellationToken.None));
        return new SeededDraft(portal.Services, publisher, id);
    }

    /// <summary>One that lacks nothing.</summary>
    public static async Task<SeededDraft> ReadyAsync(PortalServer portal, string registry = Extension.Marketplace)
    {
        var draft = await ReadAsync(portal, registry: registry);
        var view = Done(await draft._services.GetRequiredService<SubmissionQueries>().FindAsync(draft._id, draft._publisher, CancellationToken.None));
        var details = view.Submission.Details with
        {
            Categories = ["developer-tools"],
            Support = new SupportContact("help@acme.example"),
            Justifications = SubmissionReadiness.NeedsJustification(view.Snapshot!.Manifest!)
                .ToDictionary(scope => scope, _ => "The incident's call and timeline are made of these.", StringComparer.Ordinal),
        };
        Done(await draft._services.GetRequiredService<DescribeSubmission>().RunAsync(
            new DescribeSubmissionRequest(draft._id, details, view.Submission.RowVersion, draft._publisher), CancellationToken.None));
        return draft;
    }

    /// <summary>One that waits for a reviewer.</summary>
    public static async Task<SeededDraft> SubmittedAsync(PortalServer portal, string registry = Extension.Marketplace)
    {
        var draft = await ReadyAsync(portal, registry);
        var submitted = await draft._services.GetRequiredService<SubmitSubmission>().RunAsync(draft._id, draft._publisher, CancellationToken.None);
        Assert.True(submitted.Succeeded, submitted.Error?.Message);
        return draft;
    }

    private static async Task<Actor> PublisherAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<PortalUser>().Where(user => user.Email == "publisher@acme.example")
            .Select(user => new Actor(user.Id, user.DisplayName, null, null)).SingleAsync();
    }

    private static T Done<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }
}
