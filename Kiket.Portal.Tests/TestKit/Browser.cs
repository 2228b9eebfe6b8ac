using Microsoft.Playwright;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// One Chromium for all journeys, started with the first and closed with the last. A test opens a <see cref="Visit"/>,
/// which is a browser profile of its own, so that journeys run beside each other.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly SemaphoreSlim Turn = new(1);

    private static (IPlaywright Playwright, IBrowser Chromium)? _running;
    private static int _users;

    /// <summary>Quiet: without these Chromium calls home, and as root it refuses its own sandbox.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Chromium without the window around the page, which nobody sees and which takes half of the time to draw.</summary>
    private const string WithoutWindow = "/usr/bin/chromium-headless-shell";

    private static readonly string[] Places =
    [
        WithoutWindow, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/snap/bin/chromium", "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>Remembers that a page said "Saving…": on a busy machine the word comes and goes between two looks.</summary>
    private const string WatchSaving =
        """
        new MutationObserver(() => {
          if (document.querySelector('main')?.textContent.includes('Saving…')) { window.sawSaving = true; }
        }).observe(document, { subtree: true, childList: true, characterData: true });
        """;

    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (_running is null)
            {
                // The first page of a portal just started is compiled while it is looked at, on as few as two cores.
                Assertions.SetDefaultExpectTimeout(20_000);
                var playwright = await Playwright.CreateAsync();
                _running = (playwright, await LaunchAsync(playwright));
            }

            _users++;
            _browser = _running.Value.Chromium;
        }
        finally
        {
            Turn.Release();
        }
    }

    public async Task DisposeAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (_browser is not null && --_users == 0 && _running is { } running)
            {
                _running = null;
                await running.Chromium.CloseAsync();
                running.Playwright.Dispose();
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>A fresh profile: no cookies, an empty cache.</summary>
    /// <param name="server">Whose pages are visited; a request to anywhere else is recorded as foreign.</param>
    /// <param name="options">Viewport, colour scheme, JavaScript off and the like.</param>
    public Task<Visit> VisitAsync(PortalServer server, BrowserNewContextOptions? options = null) => VisitAsync(server.Address, options);

    /// <inheritdoc cref="VisitAsync(PortalServer, BrowserNewContextOptions?)"/>
    public async Task<Visit> VisitAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL ??= address.ToString();
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var browser = _browser ?? throw new InvalidOperationException("The browser is not running.");
        var context = await browser.NewContextAsync(options);
        await context.AddInitScriptAsync(WatchSaving);
        return new Visit(context, await context.NewPageAsync(), address);
    }

    private static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        if (!File.Exists(WithoutWindow))
        {
            await Shell.TryInstallAsync(Path.GetFileName(WithoutWindow));
        }

        if (Array.Find(Places, File.Exists) is { } installed)
        {
            return await LaunchAsync(playwright, installed);
        }

        if (Microsoft.Playwright.Program.Main(["install", "chromium"]) == 0)
        {
            return await LaunchAsync(playwright, executable: null);
        }

        await Shell.InstallAsync("chromium");
        return await LaunchAsync(playwright, "/usr/bin/chromium");
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? executable) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments, Headless = true });
}
