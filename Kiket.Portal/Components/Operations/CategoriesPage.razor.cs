using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Operations;

/// <summary>Adds, changes, orders and retires categories.</summary>
public sealed partial class CategoriesPage
{
    private IReadOnlyDictionary<string, int>? _use;

    [Inject] public required CategoryShelf Shelf { get; init; }

    [Inject] public required ManageCategories Manage { get; init; }

    [Inject] public required OperationsQueries Queries { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    protected override async Task LoadAsync(Actor actor) =>
        (await Queries.CategoryUseAsync(actor, CancellationToken.None)).TryGet(out _use, out _);

    private string Listed(Category category) => _use!.GetValueOrDefault(category.Slug) switch
    {
        0 => "no listings",
        1 => "1 listing",
        var count => $"{count} listings",
    };

    private async Task AddAsync(CategoryInput input)
    {
        var added = await Manage.AddAsync(input, Operator!, CancellationToken.None);
        await SavedAsync(added.Succeeded ? Result.Success() : added.Error, $"{input.Name.Trim()} was added. Publishers can choose it from now on.");
    }

    private async Task ChangeAsync(Category category, int rowVersion, CategoryInput input) =>
        await SavedAsync(await Manage.ChangeAsync(category.Slug, rowVersion, input, Operator!, CancellationToken.None), $"{input.Name.Trim()} was saved.");

    private async Task MoveAsync(Category category, int by) =>
        await DoneAsync(await Manage.MoveAsync(category.Slug, by, Operator!, CancellationToken.None), $"{category.Name} moved {(by < 0 ? "up" : "down")}.");

    private async Task RetireAsync(Category category, bool retire)
    {
        if (retire && !await ConfirmDialog.AskAsync(
                Dialogs,
                $"Retire {category.Name}?",
                "Publishers can no longer choose it. You can offer it again at any time.",
                "Retire it",
                $"{Listed(category)} in this category. They stay in it."))
        {
            return;
        }

        await DoneAsync(
            await Manage.RetireAsync(category.Slug, retire, Operator!, CancellationToken.None),
            retire ? $"{category.Name} is retired. Listings in it stay in it." : $"{category.Name} can be chosen again.");
    }
}
