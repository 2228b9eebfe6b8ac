using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Reviews;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Reviews;

/// <summary>Parts of the workbench over a real database, with the clock of the way.</summary>
public abstract class BenchContext : WayContext
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Services.AddSingleton<TimeProvider>(Way.Clock);
        JSInterop.SetupModule("./review.js").Mode = JSRuntimeMode.Loose;
    }

    protected async Task HoldAsync(Guid submission, Actor reviewer, bool takeOver = false)
    {
        var held = await Way.Get<HoldSubmission>().RunAsync(new HoldSubmissionRequest(submission, takeOver, reviewer), CancellationToken.None);
        Assert.True(held.Succeeded, held.Error?.Message);
    }

    protected async Task<Workbench> BenchAsync(Guid submission, Actor? reviewer = null) =>
        Tests.Submissions.Way.Done(await Way.Get<WorkbenchQueries>().FindAsync(submission, reviewer ?? Way.Rita, CancellationToken.None));
}
