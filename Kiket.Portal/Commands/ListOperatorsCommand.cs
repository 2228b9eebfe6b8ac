using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Commands;

/// <summary>Shows who is operator or reviewer.</summary>
internal sealed class ListOperatorsCommand(AddOperator operators, DatabaseVersion version) : ICommand
{
    public async Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken)
    {
        if (await version.RequireAsync(cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var people = await operators.ListAsync(cancellationToken);
        return people.Count == 0
            ? "Nobody is operator or reviewer yet. Run \"operators add <e-mail>\"."
            : string.Join('\n', people.Select(person => $"{person.Email}  {person.Name}  {person.Roles}"));
    }
}
