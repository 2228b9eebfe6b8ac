using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Files;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class UploadZoneTests : PortalContext
{
    /// <summary>The next step is pressed as soon as the page is live, while the zone's script still loads.</summary>
    [Fact]
    public async Task A_zone_that_is_left_while_its_script_is_on_its_way_is_not_watched_any_more()
    {
        var script = new SlowScript();
        Services.AddSingleton<IJSRuntime>(script);
        Render<UploadZone>(parameters => parameters
            .Add(zone => zone.SubmissionId, Guid.Empty)
            .Add(zone => zone.Kind, UploadKind.Screenshot)
            .Add(zone => zone.Label, "Drop screenshots here")
            .Add(zone => zone.Sent, () => Task.CompletedTask));

        await DisposeComponentsAsync();
        script.Arrive();
        await script.CalledAgain.WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(["import", "forget"], script.Calls);
    }

    /// <summary>A browser that takes its time to load a script.</summary>
    private sealed class SlowScript : IJSRuntime, IJSObjectReference
    {
        private readonly TaskCompletionSource _arrived = new();

        private readonly TaskCompletionSource _calledAgain = new();

        /// <summary>Ends when the script itself is called.</summary>
        public Task CalledAgain => _calledAgain.Task;

        public List<string> Calls { get; } = [];

        public void Arrive() => _arrived.SetResult();

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            if (identifier != "import")
            {
                _calledAgain.TrySetResult();
                return default!;
            }

            await _arrived.Task;
            return (TValue)(object)this;
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
