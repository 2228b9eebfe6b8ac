using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>A first submission with an icon, screenshots by every way there is, and documents, up to its listing.</summary>
public sealed class PicturesAndDocuments(Browser browser) : Journey
{
    [Fact]
    public async Task Pictures_are_chosen_dropped_and_pasted_documents_added_and_the_listing_shows_them()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        await using var reviewer = await browser.VisitAsync(portal);
        await using var visitor = await browser.VisitAsync(portal);
        var (page, scenario) = (publisher.Page, new BrowserScenario(publisher));
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");
        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);
        await scenario.DescribeAsync("developer-tools");

        await ChooseAsync(page, "icon", File("icon.png", Pictures.Png(300, 300, SKColors.Teal)));
        await Expect(page.Locator("#upload-icon .kp-upload-row")).ToHaveCountAsync(0);
        await ChooseAsync(
            page,
            "screenshot",
            File("one.png", Pictures.Png(1280, 720, SKColors.Navy)),
            File("two.jpg", Pictures.Of(SKEncodedImageFormat.Jpeg, 1000, 900)));
        await Expect(page.Locator(".shot")).ToHaveCountAsync(2);
        await GiveAsync(page, "drop", "three.png", Pictures.Png(640, 400, SKColors.Orange));
        await Expect(page.Locator(".shot")).ToHaveCountAsync(3);
        await GiveAsync(page, "paste", "image.png", Pictures.Png(640, 400, SKColors.Purple));
        await Expect(page.Locator(".shot")).ToHaveCountAsync(4);
        for (var number = 1; number <= 4; number++)
        {
            await page.GetByLabel($"Caption of screenshot {number}").FillAsync($"Screen number {number}");
        }

        await page.GetByLabel("Move screenshot 4 earlier").ClickAsync();
        await Expect(page.GetByLabel("Caption of screenshot 3")).ToHaveValueAsync("Screen number 4");
        Assert.Empty((await page.Locator("html").AxeAsync()).Violations.Select(violation => violation.Description));

        await scenario.JustifyAllAsync();
        await scenario.GiveSupportAsync("help@acme.example");
        await scenario.GoToStepAsync("Support & compliance");
        await ChooseAsync(page, "data_handling_statement", File("data.pdf", Pictures.Pdf("data"), "application/pdf"));
        await ChooseAsync(page, "security_review", File("review.pdf", Pictures.Pdf("review"), "application/pdf"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "review.pdf" })).ToBeVisibleAsync();
        Assert.Empty((await page.Locator("html").AxeAsync()).Violations.Select(violation => violation.Description));
        await scenario.GoToStepAsync("Preview & submit");
        await scenario.SubmitAsync();

        var review = new BrowserScenario(reviewer);
        await review.SignInAsync("reviewer");
        await review.OpenFromQueueAsync(DemoSamples.ReadyName);
        await Expect(reviewer.Page.GetByRole(AriaRole.Link, new() { Name = "review.pdf" })).ToBeVisibleAsync();
        await review.ApproveAsync();
        await Expect(page.GetByText("Approved and listed").First).ToBeVisibleAsync();

        await SeeAsync(visitor);
        publisher.AssertClean();
        reviewer.AssertClean();
        visitor.AssertClean();
    }

    [Fact]
    public async Task A_file_that_is_refused_says_why_and_the_others_go_on()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var publisher = await browser.VisitAsync(portal);
        var (page, scenario) = (publisher.Page, new BrowserScenario(publisher));
        await scenario.SignInAsync("publisher");
        await publisher.OpenAsync((await SeededDraft.ReadAsync(portal)).Step(WizardStep.Listing));
        await publisher.LiveAsync();

        await ChooseAsync(
            page,
            "screenshot",
            File("program.png", [.. "MZ"u8, .. new byte[200]]),
            File("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"u8.ToArray()),
            File("huge.png", new byte[(5 * 1024 * 1024) + 1]),
            File("good.png", Pictures.Png()));

        var rows = page.Locator(".kp-upload-row");
        await Expect(page.Locator(".shot")).ToHaveCountAsync(1);
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Filter(new() { HasText = "program.png" })).ToContainTextAsync("is a Windows program");
        await Expect(rows.Filter(new() { HasText = "drawing.svg" })).ToContainTextAsync("SVG files can contain scripts");
        await Expect(rows.Filter(new() { HasText = "huge.png" })).ToContainTextAsync("the limit is 5 MiB");
        await page.GetByLabel("Dismiss: huge.png").ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        Assert.Empty((await page.Locator("html").AxeAsync()).Violations.Select(violation => violation.Description));

        // A file that the portal refuses is a failed request to the browser, and nothing else is.
        Assert.All(publisher.ConsoleErrors, error => Assert.Contains("422", error, StringComparison.Ordinal));
        Assert.Empty(publisher.PolicyViolations);
        Assert.Empty(publisher.ForeignRequests);
    }

    private static async Task SeeAsync(Visit visitor)
    {
        var page = visitor.Page;
        await visitor.OpenAsync($"/marketplace/{DemoSamples.ReadyId}");
        var pictures = page.Locator("a[data-lightbox]");
        await Expect(pictures).ToHaveCountAsync(4);
        await Expect(pictures.Nth(2).Locator("img")).ToHaveAttributeAsync("alt", "Screen number 4");
        Assert.True(await pictures.First.Locator("img").EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth === 640)"));
        Assert.True(await page.Locator(".kp-listing-head img").EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth === 256)"));

        await pictures.First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Pictures" });
        await Expect(dialog).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(dialog).ToContainTextAsync("Screen number 2 (2 of 4)");
        await page.Keyboard.PressAsync("End");
        await Expect(dialog).ToContainTextAsync("(4 of 4)");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await pictures.Nth(3).FocusedAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Security", Exact = true }).ClickAsync();
        var documents = page.GetByRole(AriaRole.Region, new() { Name = "Publisher's documents" });
        await Expect(documents).ToContainTextAsync("data.pdf");
        await Expect(documents).Not.ToContainTextAsync("review.pdf");
        var download = await page.RunAndWaitForDownloadAsync(() => documents.GetByRole(AriaRole.Link, new() { Name = "data.pdf" }).ClickAsync());
        Assert.Equal("data.pdf", download.SuggestedFilename);
    }

    private static FilePayload File(string name, byte[] content, string type = "image/png") => new() { Name = name, MimeType = type, Buffer = content };

    private static async Task ChooseAsync(IPage page, string kind, params FilePayload[] files)
    {
        var input = page.Locator($"#upload-{kind} input[type=file]");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(files);
    }

    /// <summary>A drop on the zone or a paste on the page, as the browser reports it.</summary>
    private static Task GiveAsync(IPage page, string how, string name, byte[] content) => page.EvaluateAsync(
        """
        ([how, name, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(content), each => each.charCodeAt(0))], name, { type: "image/png" }));
          const target = how === "drop" ? document.querySelector("#upload-screenshot .upload-target") : document.body;
          const event = how === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          target.dispatchEvent(event);
        }
        """,
        new[] { how, name, Convert.ToBase64String(content) });
}
