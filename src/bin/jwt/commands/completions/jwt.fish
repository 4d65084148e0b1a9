
# The files after '@'.
function __fish_jwt_at_file
    set -l word (commandline -ct | string unescape)
    string match -q '@*' -- $word; or return
    for file in (__fish_complete_path (string sub -s 2 -- $word))
        echo "@$file"
    end
end
