using Bunit;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Extensions;

/// <summary>What a publisher sees of a rollout, and may do with it.</summary>
public sealed class RolloutPanelTests : PortalContext
{
    private (string Version, RolloutAction Action, string Reason)? _sent;

    [Theory]
    [InlineData(RolloutState.Running, 1_000, "In steps", "10 %", "Pause 1.1.0", "Roll out to everyone 1.1.0")]
    [InlineData(RolloutState.Running, 10_000, "For everyone", "100 %", "Pause 1.1.0")]
    [InlineData(RolloutState.Paused, 5_000, "Paused", "50 %", "Resume 1.1.0")]
    [InlineData(RolloutState.Stopped, 1_000, "Stopped", "10 %", "Resume 1.1.0")]
    public void It_shows_the_share_and_offers_what_is_possible(RolloutState state, int share, string badge, string percent, params string[] actions)
    {
        var panel = Open(state, share);

        var rollout = panel.Find("[data-testid=rollout]").TextContent;
        Assert.Contains(badge, rollout, StringComparison.Ordinal);
        Assert.Contains(percent, rollout, StringComparison.Ordinal);
        Assert.Equal(actions, panel.FindAll("button").Select(button => button.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task It_asks_for_a_reason_says_whom_it_affects_and_shows_a_refusal()
    {
        var panel = Open(RolloutState.Running, 1_000, Error.Field("reason", "reason_length", "Enter a reason."));

        await panel.Find("[aria-label='Pause 1.1.0']").ClickAsync(new());
        Assert.Contains("stay on their version until you resume", panel.Find("form").TextContent, StringComparison.Ordinal);
        panel.Find("#rollout-reason").Input("Alerts are late.");
        await panel.Find("form").SubmitAsync();

        Assert.Equal(("1.1.0", RolloutAction.Pause, "Alerts are late."), _sent);
        Assert.Equal("Enter a reason.", panel.Find("#rollout-reason-error").TextContent.Trim());
    }

    private IRenderedComponent<RolloutPanel> Open(RolloutState state, int share, Error? refusal = null) => Render<RolloutPanel>(set => set
        .Add(part => part.Rollouts, [new RolloutRow("1.1.0", state, new RolloutStage(share, state != RolloutState.Running), "")])
        .Add(part => part.Change, (version, action, reason) =>
        {
            _sent = (version, action, reason);
            return Task.FromResult(refusal is null ? Result.Success() : refusal);
        }));
}
