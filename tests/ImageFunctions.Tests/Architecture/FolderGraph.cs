using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace ImageFunctions.Tests.Architecture;

/// <summary>Which folder of <c>src/ImageFunctions</c> uses which, read from the compiled assembly:
/// a folder is a namespace below <c>ImageFunctions</c>.</summary>
internal sealed class FolderGraph
{
    private readonly SortedSet<(string From, string To)> edges = [];

    private FolderGraph()
    {
    }

    /// <summary>Every folder that uses another or is used.</summary>
    public IEnumerable<string> Folders => edges.SelectMany(edge => new[] { edge.From, edge.To }).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Every use of one folder by another.</summary>
    public IReadOnlyCollection<(string From, string To)> Edges => edges;

    /// <summary>Reads the origin's assembly.</summary>
    public static FolderGraph Read()
    {
        var graph = new FolderGraph();
        using var module = ModuleDefinition.ReadModule(typeof(ImageFunctions.Http.ImageEndpoint).Assembly.Location);
        foreach (var type in module.GetAllTypes())
        {
            var from = FolderOf(type);
            foreach (var to in UsedBy(type).Select(used => FolderOf(used)))
            {
                if (from is not null && to is not null && from != to)
                {
                    graph.edges.Add((from, to));
                }
            }
        }

        return graph;
    }

    /// <summary>The uses that do not follow from others: a graph without them means the same.</summary>
    public IReadOnlyCollection<(string From, string To)> Reduced() =>
        [.. edges.Where(
            edge => !Folders.Any(
                between => between != edge.From && between != edge.To && Reaches(edge.From, between) && Reaches(between, edge.To)))];

    /// <summary>Whether a folder uses another, directly or through others.</summary>
    public bool Reaches(string from, string to)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var at))
        {
            foreach (var edge in edges.Where(edge => edge.From == at && seen.Add(edge.To)))
            {
                open.Push(edge.To);
            }
        }

        return seen.Contains(to);
    }

    private static string? FolderOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Namespace.Split('.') is ["ImageFunctions", var folder, ..] ? folder : null;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        IEnumerable<TypeReference?> used =
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Methods.SelectMany(UsedBy),
        ];
        return used.OfType<TypeReference>().SelectMany(WithArguments);
    }

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(instruction => UsedBy(instruction.Operand)) : [],
    ];

    private static IEnumerable<TypeReference?> UsedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> WithArguments(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(WithArguments)],
        FunctionPointerType pointer =>
            pointer.Parameters.Select(parameter => parameter.ParameterType).Prepend(pointer.ReturnType).SelectMany(WithArguments),
        TypeSpecification specification => WithArguments(specification.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
