using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>A page in one width and theme after the other, without loading it again: each pictured, no wider than its screen and usable by everybody.</summary>
internal static class Looks
{
    private const int Height = 900;

    public static readonly (int Width, ColorScheme Scheme)[] DeskAndPhone = [(1280, ColorScheme.Light), (390, ColorScheme.Dark)];

    /// <summary>The phone of <see cref="DeskAndPhone"/>, where the walk between the looks is walked: nothing of it may be out of reach.</summary>
    public static BrowserNewContextOptions Phone => new() { ViewportSize = new() { Width = 390, Height = Height }, ColorScheme = ColorScheme.Dark };

    /// <summary>Fails with what is wrong with the page on a desk or a phone, then leaves it as it was.</summary>
    /// <param name="visit">Whose page it is.</param>
    /// <param name="name">What is looked at, in the failure.</param>
    /// <param name="part">What axe looks through, such as main; the bar and the foot around it are every page's.</param>
    /// <param name="picture">What the screenshots are called.</param>
    public static async Task AssertLooksAsync(this Visit visit, string name, ILocator part, string picture)
    {
        var width = visit.Page.ViewportSize!.Width;
        var isDark = await visit.Page.EvaluateAsync<bool>("() => matchMedia('(prefers-color-scheme: dark)').matches");
        var problems = new List<string>();
        foreach (var (each, scheme) in DeskAndPhone)
        {
            problems.AddRange(await visit.LookAsync(each, scheme, name, picture, () => part.AxeAsync(Everything)));
        }

        problems.AddRange(await visit.HiddenFocusAsync(name));
        await visit.TurnAsync(width, isDark ? ColorScheme.Dark : ColorScheme.Light);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>
    /// What is wrong with the whole page in one look, a line each. Axe reads the desk and the phone; structure is the same in both
    /// themes, so the dark one is asked for its contrast alone. At widths between, the page only has to fit.
    /// </summary>
    /// <param name="visit">Whose page it is.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="scheme">The theme.</param>
    /// <param name="name">What is looked at, in the failure and the screenshot's name.</param>
    public static Task<IReadOnlyList<string>> LookAsync(this Visit visit, int width, ColorScheme scheme, string name) => visit.LookAsync(
        width, scheme, name, name, width is <= 390 or >= 1280
            ? () => visit.Page.Locator("html").AxeAsync(scheme == ColorScheme.Dark ? Contrast : Everything)
            : null);

    /// <summary>
    /// Links, buttons and fields that look the same with and without the keyboard's focus (WCAG 2.4.7), a line each. The focus
    /// may show at the element, at its ::after or at the frame around a field.
    /// </summary>
    public static async Task<IEnumerable<string>> HiddenFocusAsync(this Visit visit, string name)
    {
        // From here on the browser takes the focus for the keyboard's.
        await visit.Page.Keyboard.PressAsync("Shift");
        var hidden = await visit.Page.EvaluateAsync<string[]>(
            """
            () => {
                const look = element => {
                    const parts = [];
                    const add = (part, pseudo) => {
                        const style = getComputedStyle(part, pseudo);
                        parts.push(style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor,
                            style.boxShadow, style.borderColor, style.borderWidth, style.backgroundColor, style.transform, style.opacity);
                    };
                    for (let part = element, depth = 0; part && depth < 4; part = part.parentElement, depth++) {
                        [null, '::before', '::after'].forEach(pseudo => add(part, pseudo));
                    }
                    // MudBlazor draws the frame of a field beside it.
                    [...element.parentElement.children].slice(0, 6).forEach(sibling => add(sibling, null));
                    return parts.join('|');
                };
                const focused = document.activeElement;
                const hidden = [];
                for (const element of document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex="0"]')) {
                    if (element.disabled || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
                    element.blur();
                    const before = look(element);
                    element.focus({ preventScroll: true, focusVisible: true });
                    if (document.activeElement === element && look(element) === before) hidden.push(element.outerHTML.slice(0, 160));
                }
                document.activeElement?.blur();
                focused?.focus?.({ preventScroll: true });
                return hidden;
            }
            """);
        return hidden.Select(element => $"{name}: the focus can't be seen at {element}");
    }

    /// <summary>What axe finds in a part of a page, or in all of it when the part is html.</summary>
    /// <remarks>
    /// Legacy mode only differs for pages with frames, which ours don't have. The other mode opens a second page for each run,
    /// which takes three times as long.
    /// </remarks>
#pragma warning disable CS0618
    public static Task<AxeResult> AxeAsync(this ILocator part, AxeRunOptions? options = null) => part.RunAxeLegacy(options);
#pragma warning restore CS0618

    private static AxeRunOptions Contrast =>
        new() { ResultTypes = [ResultType.Violations], Selectors = false, RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Nobody reads what passed; gathering it takes as long as the rules themselves.</summary>
    public static AxeRunOptions Everything => new() { ResultTypes = [ResultType.Violations], Selectors = false };

    private static async Task<IReadOnlyList<string>> LookAsync(
        this Visit visit, int width, ColorScheme scheme, string name, string picture, Func<Task<AxeResult>>? read)
    {
        await visit.TurnAsync(width, scheme);
        var look = string.Create(CultureInfo.InvariantCulture, $"{width}-{scheme.ToString().ToLowerInvariant()}");
        await visit.ScreenshotAsync($"{picture}-{look}");
        var problems = new List<string>();
        if (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > width)
        {
            problems.Add($"{name} is wider than {look}");
        }

        if (read is not null)
        {
            problems.AddRange((await read()).Violations.SelectMany(violation => violation.Nodes.Select(node => $"{name} {look}: {violation.Id} {node.Html}")));
        }

        return problems;
    }

    private static async Task TurnAsync(this Visit visit, int width, ColorScheme scheme)
    {
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await visit.Page.SetViewportSizeAsync(width, Height);
        // Two frames: the first one is drawn in the new width, and what follows it has listened.
        await visit.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
}
