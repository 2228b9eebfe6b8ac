using Bunit;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class LivePageTests : PortalContext
{
    private readonly Topic _topic = new();

    public LivePageTests() => SetRendererInfo(new("Server", isInteractive: true));

    [Fact]
    public async Task It_reads_again_and_draws_after_a_change()
    {
        var page = Open();

        await _topic.PublishAsync(Page.Key);

        page.WaitForAssertion(() => Assert.Equal("read 1 times", page.Markup));
    }

    [Fact]
    public async Task What_fails_in_a_refresh_reaches_the_boundary_and_not_the_publisher()
    {
        var page = Render<ErrorBoundary>(parameters => parameters
            .Add(boundary => boundary.ChildContent, Content(new Page.Choice(_topic, null, () => throw new InvalidDataException("broken"))))
            .Add(boundary => boundary.ErrorContent, error => $"<p>{error.Message}</p>"));

        await _topic.PublishAsync(Page.Key);

        page.WaitForAssertion(() => Assert.Equal("broken", page.Find("p").TextContent));
        // Gone from the screen, it follows nothing any more.
        page.WaitForAssertion(() => Assert.Equal(0, _topic.SubscribedKeys));
    }

    [Fact]
    public void A_timer_runs_on_after_its_refresh_failed()
    {
        var calls = 0;
        var page = Render<PatientBoundary>(parameters => parameters.Add(
            boundary => boundary.ChildContent,
            Content(new Page.Choice(
                _topic,
                TimeSpan.FromMilliseconds(20),
                () => ++calls <= 2 ? throw new InvalidDataException("broken") : Task.CompletedTask))));

        page.WaitForAssertion(() => Assert.True(calls > 3));
        Assert.Equal(2, page.Instance.Caught);
    }

    [Fact]
    public async Task A_slow_tick_is_not_overtaken_by_the_next_one()
    {
        var turn = new TaskCompletionSource();
        var calls = 0;
        Render(Content(new Page.Choice(_topic, TimeSpan.FromMilliseconds(10), () => ++calls == 1 ? turn.Task : Task.CompletedTask)));

        await Wait.UntilAsync(() => calls == 1);
        await Task.Delay(100);
        Assert.Equal(1, calls);
        turn.SetResult();

        await Wait.UntilAsync(() => calls > 2);
    }

    [Fact]
    public async Task A_page_that_was_left_follows_nothing()
    {
        Open();
        Assert.Equal(1, _topic.SubscribedKeys);

        await DisposeComponentsAsync();

        Assert.Equal(0, _topic.SubscribedKeys);
    }

    private IRenderedComponent<IComponent> Open() => Render(Content(new Page.Choice(_topic, null, () => Task.CompletedTask)));

    private static RenderFragment Content(Page.Choice choice) => builder =>
    {
        builder.OpenComponent<Page>(0);
        builder.AddComponentParameter(1, nameof(Page.Chosen), choice);
        builder.CloseComponent();
    };

    private sealed class Topic() : LiveTopic(NullLogger.Instance);

    private sealed class Page : LivePage
    {
        public static readonly Guid Key = Guid.NewGuid();

        private int _reads;

        internal sealed record Choice(LiveTopic Topic, TimeSpan? Interval, Func<Task> Refresh);

        [Parameter]
        public required Choice Chosen { get; set; }

        protected override void OnInitialized()
        {
            if (Chosen.Interval is { } interval)
            {
                Every(interval, Chosen.Refresh);
            }
        }

        protected override void OnParametersSet() => Follow(Chosen.Topic, Key, async () =>
        {
            _reads++;
            await Chosen.Refresh();
        });

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, $"read {_reads} times");
    }

    /// <summary>Shows the page whatever happens in it.</summary>
    private sealed class PatientBoundary : ErrorBoundaryBase
    {
        public int Caught { get; private set; }

        protected override Task OnErrorAsync(Exception exception)
        {
            Caught++;
            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
    }
}
