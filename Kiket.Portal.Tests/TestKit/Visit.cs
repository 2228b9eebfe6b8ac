using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>One person's visit: a browser profile with a page, and a record of what went wrong in it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _consoleErrors = new();
    private readonly ConcurrentQueue<string> _policyViolations = new();
    private readonly ConcurrentQueue<string> _foreignRequests = new();

    internal Visit(IBrowserContext context, IPage page, Uri home)
    {
        _context = context;
        Page = page;
        context.Console += (_, message) => Hear(message);
        context.WebError += (_, error) => _consoleErrors.Enqueue(error.Error);
        context.Request += (_, request) => See(request, home);
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    public IReadOnlyCollection<string> ConsoleErrors => _consoleErrors;

    /// <summary>What the content security policy kept from happening.</summary>
    public IReadOnlyCollection<string> PolicyViolations => _policyViolations;

    /// <summary>Requests to any other origin: the portal serves all it needs itself.</summary>
    public IReadOnlyCollection<string> ForeignRequests => _foreignRequests;

    /// <summary>Fails with everything that went wrong so far.</summary>
    public void AssertClean() =>
        Assert.Empty(_consoleErrors.Concat(_policyViolations).Concat(_foreignRequests));

    /// <summary>Opens an address of the portal and waits until its scripts are in.</summary>
    public Task<IResponse?> OpenAsync(string path) =>
        Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });

    /// <summary>Waits until the page's circuit runs: from then on links load no documents and buttons answer.</summary>
    public Task LiveAsync() =>
        Assertions.Expect(Page.Locator("main[data-live=on]")).ToBeAttachedAsync(new() { Timeout = 20_000 });

    /// <summary>Waits until the page is at an address; if it never comes there, says what the person sees instead.</summary>
    public async Task ArriveAsync(string address)
    {
        try
        {
            // Not until everything is loaded: a picture still on its way keeps nobody from reading the page.
            await Page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
            // Asked of the page itself: Playwright misses the event when it comes between its look and its wait.
            await Wait.UntilAsync(IsReadAsync, isRead => isRead);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"""
                Still at {Page.Url} instead of {address}.
                The page says: {await Page.InnerTextAsync("body")}
                {string.Join('\n', _consoleErrors)}
                """,
                late);
        }
    }

    private async Task<bool> IsReadAsync()
    {
        try
        {
            return await Page.EvaluateAsync<string>("document.readyState") != "loading";
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            // It is being left again.
            return false;
        }
    }

    /// <summary>What axe finds on the page, a line each.</summary>
    public async Task<IEnumerable<string>> BarriersAsync() => (await Page.Locator("html").AxeAsync(Looks.Everything)).Violations
        .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id} {node.Html}"));

    /// <summary>
    /// Leaves a picture under TestResults/screenshots when KIKET_SCREENSHOTS is set, for people who want to look: a picture takes
    /// as long as a few clicks. JPEG, which takes half the time of PNG.
    /// </summary>
    public Task ScreenshotAsync(string name) => Environment.GetEnvironmentVariable("KIKET_SCREENSHOTS") is not { Length: > 0 }
        ? Task.CompletedTask
        : Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Places.Results, "screenshots", name + ".jpg"),
            Type = ScreenshotType.Jpeg,
            Quality = 85,
            FullPage = true,
        });

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Hear(IConsoleMessage message)
    {
        if (message.Type != "error")
        {
            return;
        }

        var heard = message.Text.Contains("Content Security Policy", StringComparison.Ordinal) ? _policyViolations : _consoleErrors;
        heard.Enqueue(message.Text);
    }

    private void See(IRequest request, Uri home)
    {
        var address = new Uri(request.Url);
        if (address.Scheme is "http" or "https" or "ws" or "wss" && address.Authority != home.Authority)
        {
            _foreignRequests.Enqueue(request.Url);
        }
    }
}
