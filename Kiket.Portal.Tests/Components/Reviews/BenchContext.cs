using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Reviews;

/// <summary>Parts of the workbench over a real database, with the clock of the way.</summary>
public abstract class BenchContext : ScenarioContext
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Services.AddSingleton<TimeProvider>(Scenario.Clock);
        JSInterop.SetupModule("./review.js").Mode = JSRuntimeMode.Loose;
    }

    protected async Task ClaimAsync(Guid submission, Actor reviewer, bool takeOver = false)
    {
        var claimed = await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, takeOver, reviewer), CancellationToken.None);
        Assert.True(claimed.Succeeded, claimed.Error?.Message);
    }

    protected async Task<Workbench> BenchAsync(Guid submission, Actor? reviewer = null) =>
        Tests.Submissions.Scenario.Done(await Scenario.Get<WorkbenchQueries>().FindAsync(submission, reviewer ?? Scenario.Rita, CancellationToken.None));
}
